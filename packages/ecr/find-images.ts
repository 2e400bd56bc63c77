import { AwsError } from '#aws/aws-error';
import type { HttpPort } from '#base/network';
import { sendHttp } from '#base/send-http';
import type { Host } from '#report/host';
import type { Texts } from './build-order.ts';
import type { Repository } from './repository.ts';

/** An image as the repository has it. */
export interface FoundImage {
  readonly digest: string;
  readonly manifest: string;
  readonly mediaType: string;
}

/** What ECR is to hand out as it was pushed, instead of a translation. */
const mediaTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** The images of these tags, by tag; tags that nobody has are left out. Throws `AwsError`. */
export async function findTags(
  repository: Repository,
  tags: readonly string[],
): Promise<ReadonlyMap<string, FoundImage>> {
  if (tags.length === 0) return new Map();
  const found = await getImages(
    repository,
    tags.map((imageTag) => ({ imageTag })),
  );
  return new Map(found.flatMap(({ tag, image }) => (tag === undefined ? [] : [[tag, image] as const])));
}

/** The image of a digest; `undefined` when there is none. Throws `AwsError`. */
export async function findDigest(repository: Repository, digest: string): Promise<FoundImage | undefined> {
  return (await getImages(repository, [{ imageDigest: digest }]))[0]?.image;
}

async function getImages(
  { ecr, name, registryId }: Repository,
  imageIds: { imageTag?: string; imageDigest?: string }[],
) {
  const { images = [], failures = [] } = await ecr.call('BatchGetImage', {
    repositoryName: name,
    ...(registryId === undefined ? {} : { registryId }),
    imageIds,
    acceptedMediaTypes: mediaTypes,
  });
  const odd = failures.find(({ failureCode }) => failureCode !== 'ImageNotFound');
  if (odd !== undefined) {
    const why = odd.failureReason ?? 'no reason given';
    throw new AwsError('rejected', odd.failureCode ?? 'Failure', why, 'ecr:BatchGetImage', undefined);
  }
  return images.map(({ imageId, imageManifest = '', imageManifestMediaType: mediaType }) => ({
    tag: imageId?.imageTag,
    image: { digest: imageId?.imageDigest ?? '', manifest: imageManifest, mediaType: mediaType ?? mediaTypes[0] ?? '' },
  }));
}

interface Manifest {
  readonly config?: { readonly digest?: string };
  /** Of an index. */
  readonly manifests?: readonly { readonly digest: string; readonly platform?: { readonly os?: string } }[];
}

/** The digests of the platforms that an index lists, without its attestations; none for an image of one platform. */
export const platformDigests = ({ manifest }: FoundImage): readonly string[] =>
  ((JSON.parse(manifest) as Manifest).manifests ?? [])
    .filter(({ platform }) => platform?.os !== 'unknown')
    .map(({ digest }) => digest);

export type ReadLabels =
  | { readonly kind: 'labels'; readonly labels: Texts }
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * The labels of an image, from its configuration: a blob of the registry, which has an HTTP interface for such (ECR's
 * answers with an address in S3). Of an index the first platform's. Throws `AwsError`; the reason of the signal.
 */
export async function readLabels(
  repository: Repository,
  image: FoundImage,
  { network, signal }: Pick<Host, 'network' | 'signal'>,
): Promise<ReadLabels> {
  const [platform] = platformDigests(image);
  const single = platform === undefined ? image : await findDigest(repository, platform);
  const config = single === undefined ? undefined : (JSON.parse(single.manifest) as Manifest).config?.digest;
  if (config === undefined) return { kind: 'unreadable', why: 'it has no configuration' };
  const credentials = Buffer.from(`AWS:${repository.password}`).toString('base64');
  const url = new URL(`https://${repository.host}/v2/${repository.name}/blobs/${config}`);
  const answer = await getBlob(network.http ?? sendHttp, url, { authorization: `Basic ${credentials}` }, signal);
  if (typeof answer !== 'string') return { kind: 'unreadable', why: answer.why };
  try {
    const { config: { Labels = {} } = {} } = JSON.parse(answer) as { config?: { Labels?: Texts | null } };
    return { kind: 'labels', labels: Labels ?? {} };
  } catch {
    return { kind: 'unreadable', why: 'its configuration is no JSON, or longer than 64 KiB' };
  }
}

/** Follows one redirect, without the password: where it leads is signed by itself. */
async function getBlob(
  send: HttpPort,
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  hops = 2,
): Promise<string | { readonly why: string }> {
  const answer = await send({ url, method: 'GET', headers, timeoutMs: 20_000 }, signal);
  if (answer.kind === 'unanswered') return { why: `${url.host} does not answer: ${answer.message}` };
  const { status, body, headers: said } = answer;
  if (status >= 300 && status < 400 && said.location !== undefined && hops > 0) {
    return getBlob(send, new URL(said.location, url), {}, signal, hops - 1);
  }
  return status === 200 ? body : { why: `${url.host} answers ${status} when asked for its configuration` };
}
