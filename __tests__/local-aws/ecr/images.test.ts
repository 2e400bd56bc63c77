import { createHash } from 'node:crypto';
import { ECR } from '@aws-sdk/client-ecr';
import { expect, test } from '@jest/globals';
import { refusal, statesOf, virtualAccount } from '../rds/virtual-account.ts';

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const repositoryName = 'shop/api';

function registry() {
  const aws = virtualAccount();
  return { aws, ecr: aws.ecr, clock: aws.clock, client: new ECR(aws.settings) };
}

type Given = ReturnType<typeof registry>;

/** An image of one platform; `layer` tells one from another. */
const manifest = (layer: string) =>
  JSON.stringify({
    schemaVersion: 2,
    layers: [
      { size: 1_000, digest: layer },
      { size: 24, digest: layer },
    ],
  });
const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const index = (...images: string[]) =>
  JSON.stringify({ schemaVersion: 2, manifests: images.map((image) => ({ digest: digest(image) })) });

const put = ({ client }: Given, imageManifest: string, imageTag?: string) =>
  client.putImage({ repositoryName, imageManifest, ...(imageTag === undefined ? {} : { imageTag }) });

test('an image is found by tag and digest, with the true digest of its manifest', async () => {
  const given = registry();
  const { aws, ecr, client } = given;
  ecr.createRepository(repositoryName);
  const { image } = await put(given, manifest('a'), 'v1');
  expect(image?.imageId).toEqual({ imageDigest: digest(manifest('a')), imageTag: 'v1' });
  await put(given, manifest('a'), 'latest');
  const { imageDetails } = await client.describeImages({ repositoryName, imageIds: [{ imageTag: 'v1' }] });
  expect(imageDetails).toMatchObject([
    {
      imageDigest: digest(manifest('a')),
      imageTags: ['v1', 'latest'],
      imageSizeInBytes: 1_024,
      imagePushedAt: new Date(Date.UTC(2026, 0, 5, 9)),
      imageStatus: 'ACTIVE',
    },
  ]);
  const got = await client.batchGetImage({ repositoryName, imageIds: [{ imageDigest: digest(manifest('a')) }] });
  expect(got.images?.[0]?.imageManifest).toBe(manifest('a'));
  expect(statesOf(aws, 'ecr.image')).toEqual(['pushed', 'pushed']);
});

const references = [
  { reference: `${host}/shop/api:v1`, found: true },
  { reference: `${host}/shop/api@${digest(manifest('a'))}`, found: true },
  { reference: `${host}/shop/api:v1@${digest(manifest('a'))}`, found: true },
  { reference: `${host}/shop/api`, found: false },
  { reference: `${host}/shop/web:v1`, found: false },
  { reference: `${host}/shop/api:old`, found: false },
];

test.each(references)('resolves $reference: $found', async ({ reference, found }) => {
  const given = registry();
  given.ecr.push(repositoryName, 'v1', manifest('a'));
  given.ecr.push(repositoryName, 'old');
  given.ecr.archive(repositoryName, 'old');
  const expected = found ? { kind: 'found', digest: digest(manifest('a')) } : { kind: 'missing' };
  expect(given.ecr.resolve(reference)).toEqual(expected);
});

test('other registries are foreign', () => {
  const { ecr } = registry();
  for (const reference of [
    'nginx',
    'nginx:1',
    'public.ecr.aws/nginx/nginx:1',
    host.replace('eu-west-1', 'us-east-1'),
  ]) {
    expect(ecr.resolve(reference)).toEqual({ kind: 'foreign' });
  }
});

const moves = [
  { mutability: 'MUTABLE', tag: 'v1', says: 'succeeded' },
  { mutability: 'IMMUTABLE', tag: 'v1', says: "The image tag 'v1' already exists in the 'shop/api' repository" },
  { mutability: 'MUTABLE_WITH_EXCLUSION', tag: 'v1', says: 'succeeded' },
  {
    mutability: 'MUTABLE_WITH_EXCLUSION',
    tag: 'release-1',
    says: 'cannot be overwritten because the tag is immutable.',
  },
  { mutability: 'IMMUTABLE_WITH_EXCLUSION', tag: 'v1', says: 'ImageTagAlreadyExistsException' },
  { mutability: 'IMMUTABLE_WITH_EXCLUSION', tag: 'release-1', says: 'succeeded' },
] as const;

test.each(moves)('moves $tag in a $mutability repository: $says', async ({ mutability, tag, says }) => {
  const given = registry();
  await given.client.createRepository({
    repositoryName,
    imageTagMutability: mutability,
    ...(mutability.endsWith('EXCLUSION')
      ? { imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'release-*' }] }
      : {}),
  });
  await put(given, manifest('a'), tag);
  expect(await refusal(put(given, manifest('b'), tag))).toContain(says);
  expect(await refusal(put(given, manifest(says === 'succeeded' ? 'b' : 'a'), tag))).toContain(
    `and tag '${tag}' already exists in the repository with name 'shop/api' in registry with id '123456789012'`,
  );
});

test('a tag unties itself, the last one takes the image along; a digest takes all', async () => {
  const given = registry();
  const { client, ecr } = given;
  for (const tag of ['v1', 'latest', 'spare']) ecr.push(repositoryName, tag, manifest('a'));
  ecr.push(repositoryName, 'v2', manifest('b'));
  const left = async () => (await client.listImages({ repositoryName })).imageIds?.map((id) => id.imageTag);
  const remove = (...imageIds: object[]) => client.batchDeleteImage({ repositoryName, imageIds });
  expect((await remove({ imageTag: 'spare' })).imageIds).toEqual([
    { imageDigest: digest(manifest('a')), imageTag: 'spare' },
  ]);
  expect(await left()).toEqual(['v1', 'latest', 'v2']);
  expect((await remove({ imageDigest: digest(manifest('a')) })).imageIds).toHaveLength(2);
  await remove({ imageTag: 'v2' });
  expect(await left()).toEqual([]);
});

test('what an index lists stays', async () => {
  const given = registry();
  const { ecr, client } = given;
  ecr.createRepository(repositoryName);
  await put(given, manifest('amd64'));
  const both = index(manifest('amd64'));
  await put(given, both, 'v1');
  const { failures } = await client.batchDeleteImage({
    repositoryName,
    imageIds: [{ imageDigest: digest(manifest('amd64')) }],
  });
  expect(failures).toEqual([
    {
      imageId: { imageDigest: digest(manifest('amd64')) },
      failureCode: 'ImageReferencedByManifestList',
      failureReason: `Requested image referenced by manifest list: [${digest(both)}]`,
    },
  ]);
});

const failing = [
  { imageId: { imageTag: 'none' }, failureCode: 'ImageNotFound' },
  { imageId: { imageDigest: digest('none') }, failureCode: 'ImageNotFound' },
  { imageId: { imageDigest: digest(manifest('a')), imageTag: 'v2' }, failureCode: 'ImageTagDoesNotMatchDigest' },
  { imageId: { imageDigest: 'latest' }, failureCode: 'InvalidImageDigest' },
  { imageId: {}, failureCode: 'MissingDigestAndTag' },
];

test.each(failing)('a batch names what it cannot read: $failureCode', async ({ imageId, failureCode }) => {
  const { ecr, client } = registry();
  ecr.push(repositoryName, 'v1', manifest('a'));
  ecr.push(repositoryName, 'v2', manifest('b'));
  const imageIds = [{ imageTag: 'v1' }, imageId];
  const { images, failures } = await client.batchGetImage({ repositoryName, imageIds });
  expect(images).toHaveLength(1);
  expect(failures).toMatchObject([{ imageId, failureCode }]);
});

const refusals: readonly { name: string; call: (given: Given) => Promise<unknown>; says: string }[] = [
  {
    name: 'a repository that is not there',
    call: ({ client }) => client.describeImages({ repositoryName: 'none' }),
    says: "RepositoryNotFoundException: The repository with name 'none' does not exist in the registry with id '123456789012'",
  },
  {
    name: 'another registry',
    call: ({ client }) => client.describeImages({ repositoryName, registryId: '210987654321' }),
    says: "does not exist in the registry with id '210987654321'",
  },
  {
    name: 'one image of two that is not there',
    call: ({ client }) => client.describeImages({ repositoryName, imageIds: [{ imageTag: 'v1' }, { imageTag: 'v9' }] }),
    says: "ImageNotFoundException: The image with imageId {imageDigest:'null', imageTag:'v9'} does not exist within the repository with name 'shop/api'",
  },
  {
    name: 'the same untagged image again',
    call: async (given) => {
      await put(given, manifest('b'));
      return put(given, manifest('b'));
    },
    says: 'ImageAlreadyExistsException',
  },
  { name: 'a manifest that is none', call: (given) => put(given, '{}', 'v2'), says: 'InvalidParameterException' },
  { name: 'a tag with a space', call: (given) => put(given, manifest('b'), 'my tag'), says: "'imageTag'" },
  {
    name: 'an index of missing images',
    call: (given) => put(given, index(manifest('z')), 'v2'),
    says: `ReferencedImagesNotFoundException: Images with digests '[${digest(manifest('z'))}]'`,
  },
  {
    name: 'a digest that is not the manifest',
    call: ({ client }) =>
      client.putImage({ repositoryName, imageManifest: manifest('b'), imageDigest: digest('other') }),
    says: 'ImageDigestDoesNotMatchException',
  },
];

test.each(refusals)('refuses $name', async ({ call, says }) => {
  const given = registry();
  given.ecr.push(repositoryName, 'v1', manifest('a'));
  expect(await refusal(call(given))).toContain(says);
});
