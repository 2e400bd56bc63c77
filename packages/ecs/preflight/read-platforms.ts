import type { Aws } from '#aws/client';
import { connectEcr, type Ecr } from '#aws/ecr-client';
import type { ImageReference } from '#aws/image-reference';
import { sendHttp } from '#base/send-http';

/** For which platforms an image is built, `linux/amd64`; or why that cannot be told. */
export type Platforms =
  | { readonly kind: 'known'; readonly platforms: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string };

interface Platform {
  readonly os?: string;
  readonly architecture?: string;
}

interface Manifest {
  readonly config?: { readonly digest?: string };
  /** Of an index: an image for each platform, and attestations. */
  readonly manifests?: readonly { readonly platform?: Platform }[];
}

/** Bytes: the configuration has the history of every layer in it. */
const longest = 1024 * 1024;
const unknown = (why: string): Platforms => ({ kind: 'unknown', why });

/**
 * What an image in ECR says of itself. An index lists its platforms; an image of one platform names it in its
 * configuration alone, a blob that ECR hands out like a layer, by an address in S3. Throws `AwsError`.
 * https://github.com/opencontainers/image-spec/blob/main/config.md
 */
export async function readPlatforms(
  aws: Aws,
  { tag = 'latest', digest }: ImageReference,
  { account, region, repository }: NonNullable<ImageReference['ecr']>,
): Promise<Platforms> {
  const ecr = await connectEcr(aws, region);
  const place = { registryId: account, repositoryName: repository };
  const { images: [found] = [] } = await ecr.call('BatchGetImage', {
    ...place,
    imageIds: [digest === undefined ? { imageTag: tag } : { imageDigest: digest }],
  });
  if (found?.imageManifest === undefined) return unknown('its manifest cannot be read');
  const { manifests, config } = manifestOf(found.imageManifest);
  if (manifests !== undefined) return named(manifests.map(({ platform }) => platform ?? {}));
  if (config?.digest === undefined) return unknown('it has no configuration');
  return readConfiguration(aws, ecr, { ...place, layerDigest: config.digest });
}

/** What is no JSON names nothing. */
function manifestOf(text: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return {};
  }
}

async function readConfiguration(
  aws: Aws,
  ecr: Ecr,
  layer: { registryId: string; repositoryName: string; layerDigest: string },
): Promise<Platforms> {
  const { downloadUrl = '' } = await ecr.call('GetDownloadUrlForLayer', layer);
  const url = URL.parse(downloadUrl);
  if (url === null) return unknown('ECR names no address of its configuration');
  const send = aws.network.http ?? sendHttp;
  const answer = await send({ url, method: 'GET', headers: {}, timeoutMs: 10_000, mostBytes: longest }, aws.signal);
  if (answer.kind === 'unanswered') return unknown(`${url.host} does not answer: ${answer.message}`);
  if (answer.status !== 200) return unknown(`${url.host} answers ${answer.status} when asked for its configuration`);
  try {
    return named([JSON.parse(answer.body) as Platform]);
  } catch {
    return unknown('its configuration is no JSON');
  }
}

/** Attestations stand in an index as manifests of the platform unknown/unknown. */
function named(all: readonly Platform[]): Platforms {
  const names = all.map(({ os = 'linux', architecture = 'unknown' }) => `${os}/${architecture}`);
  const platforms = [...new Set(names)].filter((name) => !name.includes('unknown'));
  return platforms.length === 0 ? unknown('it names no platform') : { kind: 'known', platforms };
}
