import { choice, defaulted, flag, lines, list, optional, pairs, structured, text } from '#base/input-kinds';

/** Which images: the shorthand for one, or rows. */
const imageRows = {
  repository: optional(text, 'The ECR repository, by name or full URI (which also says account and region).'),
  context: optional(text, 'Folder of the build context, from the root of the checkout. Default: the root.'),
  file: optional(text, 'The Dockerfile, from the root of the checkout. Default: Dockerfile in the context.'),
  target: optional(text, 'The stage to build.'),
  platforms: optional(list, 'Platforms, such as linux/arm64. Default: the one of the builder.'),
  'build-args': optional(pairs, 'Build arguments, NAME=value a line. They are no place for secrets: images keep them.'),
  'build-contexts': optional(pairs, 'Named contexts, NAME=folder or NAME=docker-image://… a line.'),
  labels: optional(pairs, 'Labels of the image, NAME=value a line.'),
  builds: optional(
    structured('builds', async () => (await import('./build-rows.ts')).buildRows),
    'Several images, built in parallel (YAML or JSON): key, repository, context, file, target, platforms, build-args, …',
  ),
} as const;

const tagRows = {
  'image-tags': optional(list, 'Tags of each image. Default: the commit SHA.', { handOver: true }),
  'moving-tags': optional(
    list,
    'Tags that go on to the newest image, such as latest: never backwards to an older commit, skipped on immutable repositories.',
  ),
  'if-exists': defaulted(
    choice('reuse', 'rebuild', 'fail'),
    'reuse',
    'When the tag is there already: reuse takes the image if it was built from the same inputs and fails otherwise; rebuild replaces it; fail fails.',
  ),
  push: defaulted(flag, 'true', 'false builds to validate, pushes nothing and needs no AWS credentials.'),
  scan: defaulted(
    choice('off', 'low', 'medium', 'high', 'critical'),
    'off',
    'Waits for the scan of the image and fails for findings of this severity or above.',
  ),
} as const;

const builderRows = {
  secrets: optional(pairs, 'Build secrets, ID=value a line.', { secret: true }),
  'secret-envs': optional(pairs, 'Build secrets from environment variables, ID=VARIABLE a line.'),
  ssh: optional(list, 'SSH agents or keys for the build, default or ID=path a line.'),
  cache: defaulted(
    choice('registry', 'gha', 'inline', 'none'),
    'none',
    'Where layers are kept between runs: the repository under the tag buildcache, the cache of GitHub, the image itself, or nowhere.',
  ),
  'cache-from': optional(lines, 'Further caches to read, as docker takes them, one a line.'),
  'cache-to': optional(lines, 'Further caches to write, as docker takes them, one a line.'),
  'no-cache': defaulted(flag, 'false', 'Builds every step anew.'),
  pull: defaulted(flag, 'false', 'Asks for newer base images; a newer one then counts as a different input.'),
  builder: optional(text, 'The buildx builder. Default: the current one.'),
  provenance: defaulted(
    choice('false', 'true', 'mode=min', 'mode=max'),
    'false',
    'Attests how the image was built. The image is then an index, which Lambda does not take.',
  ),
  sbom: defaulted(flag, 'false', 'Attests what is in the image; makes it an index, too.'),
} as const;

/** Inputs of `build-push-ecr`. */
export const buildInputs = { ...imageRows, ...tagRows, ...builderRows } as const;

/** Outputs of `build-push-ecr`. */
export const buildOutputs = {
  image: 'The image by digest, name@sha256:…, when one was built.',
  'image-tag': 'The first of the tags, to hand on to later jobs.',
  digest: 'The digest, when one image was built.',
} as const;
