import { AwsError } from '#aws/aws-error';
import type { Aws } from '#aws/client';
import { connectEcr } from '#aws/ecr-client';
import { type ImageReference, parseImage } from '#aws/image-reference';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';

export type ResolvedImage =
  /** `image` names the image by digest. */
  | { readonly kind: 'resolved'; readonly image: string; readonly digest: string; readonly tag?: string }
  /** Not in Amazon ECR, or ECR may not be read: `image` stays as it was written. */
  | { readonly kind: 'as-written'; readonly image: string; readonly warning?: string }
  | { readonly kind: 'missing'; readonly image: string; readonly said: string };

/** Looks a reference up in ECR; never throws for an image that is not there or may not be looked up. */
export async function resolveImage(aws: Aws, image: string): Promise<ResolvedImage> {
  const reference = parseImage(image);
  const { ecr } = reference;
  if (ecr === undefined) return { kind: 'as-written', image };
  try {
    const digest = await lookUp(aws, reference, ecr);
    const tag = reference.tag ?? (reference.digest === undefined ? 'latest' : undefined);
    const pinned = `${reference.name}@${digest}`;
    return { kind: 'resolved', image: pinned, digest, ...(tag === undefined ? {} : { tag }) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const said = `${error.operation}: ${error.code}: ${error.message}`;
    if (error.kind === 'not-found') return { kind: 'missing', image, said };
    if (error.kind !== 'denied') throw error;
    const warning = `${image} is deployed as written: its digest could not be looked up (${error.code} of ${error.operation})`;
    return { kind: 'as-written', image, warning };
  }
}

/** The same, but a missing image is a `Failure` `image-not-found`, thrown before anything is written. */
export async function requireImage(
  aws: Aws,
  image: string,
  where: string,
): Promise<Exclude<ResolvedImage, { kind: 'missing' }>> {
  const resolved = await resolveImage(aws, image);
  if (resolved.kind !== 'missing') return resolved;
  throw new Failure(
    diagnosis('image-not-found', {
      what: `the image ${image} does not exist; nothing was written`,
      where,
      evidence: [resolved.said],
    }),
  );
}

/** The digest of the image; an `AwsError` `not-found` when image or repository do not exist. */
async function lookUp(aws: Aws, { tag, digest }: ImageReference, ecr: NonNullable<ImageReference['ecr']>) {
  const client = await connectEcr(aws, ecr.region);
  const { imageDetails = [] } = await client.call('DescribeImages', {
    registryId: ecr.account,
    repositoryName: ecr.repository,
    imageIds: [digest === undefined ? { imageTag: tag ?? 'latest' } : { imageDigest: digest }],
  });
  const found = imageDetails[0]?.imageDigest;
  if (found !== undefined) return found;
  throw new AwsError('not-found', 'ImageNotFoundException', 'no such image', 'ecr:DescribeImages', undefined);
}
