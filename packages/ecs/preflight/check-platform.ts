import { type ImageReference, parseImage } from '#aws/image-reference';
import type { Definition } from '../definition/task-definition.ts';
import { type Finding, findings, skipped } from './finding.ts';
import { isOnFargate } from './network-of.ts';
import { readPlatforms } from './read-platforms.ts';
import type { PreflightCheck, ServiceUnderCheck } from './service-under-check.ts';

const { ok, fail, skip } = findings('platform');

/** The words of ECS for the processors that images name in Go's. */
const architectures: Readonly<Record<string, string>> = { X86_64: 'amd64', ARM64: 'arm64' };

/** Images are there for the platform that the task asks for: any other starts with `exec format error`. */
export const checkPlatform: PreflightCheck = async (service) => {
  const images = new Set(service.definition.containerDefinitions.map(({ image }) => image));
  return Promise.all(
    [...images].flatMap((image) => {
      const reference = parseImage(image);
      const { ecr } = reference;
      return ecr === undefined ? [] : [checkOne(service, { image, reference, ecr })];
    }),
  );
};

interface EcrImage {
  readonly image: string;
  readonly reference: ImageReference;
  readonly ecr: NonNullable<ImageReference['ecr']>;
}

async function checkOne(
  { aws, definition, live }: ServiceUnderCheck,
  { image, reference, ecr }: EcrImage,
): Promise<Finding> {
  const where = `image ${image}`;
  const wanted = wantedPlatform(definition, isOnFargate(live.facts));
  if (wanted === undefined)
    return skip(where, 'not judged: the task definition names no processor, machines have theirs');
  try {
    const found = await readPlatforms(aws, reference, ecr);
    if (found.kind === 'unknown') return skip(where, `whether it is for ${wanted} is not known: ${found.why}`);
    if (found.platforms.includes(wanted)) return ok(where, `is there for ${wanted}`);
    return fail({
      where,
      what: `is there for ${found.platforms.join(', ')}, and the task definition asks for ${wanted}`,
      code: 'image-platform-mismatch',
      fix: `Build it for ${wanted} (platforms), or set runtimePlatform.cpuArchitecture of the task definition (${image}).`,
    });
  } catch (error) {
    return skipped('platform', where, error);
  }
}

/** Fargate takes X86_64 where nothing is said; machines of a cluster may have any processor. */
function wantedPlatform({ runtimePlatform }: Definition, isFargate: boolean): string | undefined {
  const { cpuArchitecture, operatingSystemFamily = 'LINUX' } = (runtimePlatform ?? {}) as {
    cpuArchitecture?: string;
    operatingSystemFamily?: string;
  };
  if (cpuArchitecture === undefined && !isFargate) return undefined;
  const processor = cpuArchitecture ?? 'X86_64';
  const os = operatingSystemFamily.startsWith('WINDOWS') ? 'windows' : 'linux';
  return `${os}/${architectures[processor] ?? processor.toLowerCase()}`;
}
