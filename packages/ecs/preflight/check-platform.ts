import { connectEcr } from '#aws/ecr-client';
import { parseImage } from '#aws/image-reference';
import type { Definition } from '../definition/task-definition.ts';
import { type Finding, findings } from './finding.ts';
import type { PreflightCheck, ServiceUnderCheck } from './service-under-check.ts';

const { ok, fail, skip } = findings('platform');

/** The words of ECS for the processors that images name in Go's. */
const architectures: Readonly<Record<string, string>> = { X86_64: 'amd64', ARM64: 'arm64' };

interface Index {
  readonly manifests?: readonly { readonly platform?: { readonly os?: string; readonly architecture?: string } }[];
}

/** Images of several platforms have the one that the task asks for. An image of one names it nowhere in its manifest. */
export const checkPlatform: PreflightCheck = async (service) =>
  Promise.all(
    service.definition.containerDefinitions.flatMap(({ image }) => {
      const { ecr } = parseImage(image);
      return ecr === undefined ? [] : [checkOne(service, image, wantedPlatform(service.definition))];
    }),
  );

async function checkOne({ aws }: ServiceUnderCheck, image: string, wanted: string): Promise<Finding> {
  const where = `image ${image}`;
  const { ecr: place, tag = 'latest', digest } = parseImage(image);
  if (place === undefined) return skip(where, 'not in ECR: nobody was asked');
  const ecr = await connectEcr(aws, place.region);
  const { images: [found] = [] } = await ecr.call('BatchGetImage', {
    registryId: place.account,
    repositoryName: place.repository,
    imageIds: [digest === undefined ? { imageTag: tag } : { imageDigest: digest }],
  });
  if (found?.imageManifest === undefined) return skip(where, 'its manifest cannot be read');
  const { manifests } = JSON.parse(found.imageManifest) as Index;
  if (manifests === undefined)
    return skip(where, `an image of one platform: that it is ${wanted} shows when it starts`);
  const has = [
    ...new Set(
      manifests
        .map(({ platform }) => `${platform?.os ?? 'linux'}/${platform?.architecture ?? 'unknown'}`)
        // Attestations stand in an index as manifests of no platform.
        .filter((platform) => !platform.includes('unknown')),
    ),
  ];
  if (has.includes(wanted)) return ok(where, `is there for ${wanted}`);
  return fail({
    where,
    what: `is there for ${has.join(', ')}, and the task definition asks for ${wanted}`,
    code: 'image-platform-mismatch',
    fix: `Build it for ${wanted} (platforms), or set runtimePlatform.cpuArchitecture of the task definition (${image}).`,
  });
}

function wantedPlatform({ runtimePlatform }: Definition): string {
  const { cpuArchitecture = 'X86_64', operatingSystemFamily = 'LINUX' } = (runtimePlatform ?? {}) as {
    cpuArchitecture?: string;
    operatingSystemFamily?: string;
  };
  const os = operatingSystemFamily.startsWith('WINDOWS') ? 'windows' : 'linux';
  return `${os}/${architectures[cpuArchitecture] ?? cpuArchitecture.toLowerCase()}`;
}
