import { AwsError } from '#aws/aws-error';
import type { FoundImage } from './find-images.ts';
import type { Repository } from './repository.ts';

/**
 * Puts a tag on an image that the repository has. Returns `immutable` when the tag is on another image and may not move.
 * Throws `AwsError`. https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html
 */
export async function putTag(
  { ecr, name, registryId }: Repository,
  image: FoundImage,
  tag: string,
): Promise<'put' | 'immutable'> {
  try {
    await ecr.call('PutImage', {
      repositoryName: name,
      ...(registryId === undefined ? {} : { registryId }),
      imageManifest: image.manifest,
      imageManifestMediaType: image.mediaType,
      imageDigest: image.digest,
      imageTag: tag,
    });
    return 'put';
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // Somebody, or an attempt of ours whose answer was lost, has done it.
    if (error.code === 'ImageAlreadyExistsException') return 'put';
    if (error.code === 'ImageTagAlreadyExistsException') return 'immutable';
    throw error;
  }
}
