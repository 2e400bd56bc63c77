/** Texts of ECR as AWS writes them, each with its source behind it (docs/aws-behaviour.md, Texts). */

export interface ImageId {
  readonly imageDigest?: string;
  readonly imageTag?: string;
}

const written = (id: ImageId) => `{imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'}`;

export const repositoryMissing = (repository: string, registry: string) =>
  `The repository with name '${repository}' does not exist in the registry with id '${registry}'`; // [F actions/starter-workflows#2647]

export const repositoryExists = (repository: string, registry: string) =>
  `The repository with name '${repository}' already exists in the registry with id '${registry}'`; // [?]

export const imageMissing = (id: ImageId, repository: string, registry: string) =>
  `The image with imageId ${written(id)} does not exist within the repository with name '${repository}' in the registry with id '${registry}'`; // [?]

export const imageExists = (digest: string, tag: string, repository: string, registry: string) =>
  `Image with digest '${digest}' and tag '${tag}' already exists in the repository with name '${repository}' in registry with id '${registry}'`; // [?]

/** As docker shows it after `tag invalid: `; before tag exclusions existed it ended in "the repository is immutable". */
export const tagImmutable = (tag: string, repository: string) =>
  `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the tag is immutable.`; // [F osscontainertools/kaniko#204]

export const digestDiffers = (sent: string, computed: string) =>
  `The provided image digest '${sent}' does not match the digest '${computed}' that was computed from the manifest.`; // [?]

export const badManifest =
  "Invalid parameter at 'imageManifest' failed to satisfy constraint: 'must be a valid image manifest'"; // [?]

export const referencesMissing = (digests: readonly string[], repository: string) =>
  `Images with digests '[${digests.join(', ')}]' required for pushing image into repository with name '${repository}' do not exist`; // [?]

/** Failure reasons of the batch operations; the last seen in AWS's guide to OCI artifacts. */
export const requestedMissing = 'Requested image not found'; // [?]
export const tagOfOtherDigest = 'The given imageTag does not match the given imageDigest'; // [?]
export const neitherDigestNorTag = 'Invalid request parameters: both tag and digest cannot be null'; // [?]
export const badDigest =
  "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'"; // [?]
export const inManifestList = (digests: readonly string[]) =>
  `Requested image referenced by manifest list: [${digests.join(', ')}]`; // [?]

export const layerMissing = (digest: string, repository: string, registry: string) =>
  `The layer with digest '${digest}' does not exist in the repository with name '${repository}' in the registry with id '${registry}'`; // [?]

export const scanMissing = (id: ImageId, repository: string, registry: string) =>
  `Image scan does not exist for the image with '${written(id)}' in the repository with name '${repository}' in the registry with id '${registry}'`; // [?]

/** One basic scan of an image in 24 hours. */
export const scanTooSoon = (id: ImageId) =>
  `The scan quota per image has been exceeded. Wait and try again. Image: ${written(id)}`; // [?]

export const policyMissing = (repository: string, registry: string) =>
  `Lifecycle policy does not exist for the repository with name '${repository}' in the registry with id '${registry}'`; // [?]

export const badPolicy = (why: string) =>
  `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: '${why}'`; // [?]

export const badParameter = (name: string, rule: string) =>
  `Invalid parameter at '${name}' failed to satisfy constraint: '${rule}'`; // [?]

/** The description of a finished basic scan. */
export const scanDone = 'The scan was completed successfully.'; // [?]

/** The registry's own answers, as docker shows them after the code: `denied: …`, `name unknown: …`, `manifest unknown: …`. */
export const notAuthorized = 'Not Authorized\n'; // [?]
export const tokenExpired = 'Your authorization token has expired. Reauthenticate and try again.'; // [?]
export const layersMissing = (digests: readonly string[], repository: string) =>
  `The layers with digests '[${digests.join(', ')}]' required for pushing image into repository with name '${repository}' do not exist`; // [?]
