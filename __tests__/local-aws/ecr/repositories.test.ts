import { ECR } from '@aws-sdk/client-ecr';
import { expect, test } from '@jest/globals';
import type { ScanFate } from '../../../local-aws/ecr/registry.ts';
import { refusal, statesOf, virtualAccount } from '../rds/virtual-account.ts';

const repositoryName = 'shop/api';
const imageId = { imageTag: 'v1' };

function registry(scanOnPush = false) {
  const aws = virtualAccount();
  aws.ecr.createRepository(repositoryName, { scanOnPush });
  return { aws, ecr: aws.ecr, clock: aws.clock, client: new ECR(aws.settings) };
}

type Given = ReturnType<typeof registry>;

test('a token is for docker, for 12 hours', async () => {
  const { client } = registry();
  const { authorizationData: [data] = [] } = await client.getAuthorizationToken();
  expect(Buffer.from(data?.authorizationToken ?? '', 'base64').toString()).toMatch(/^AWS:[0-9a-z]{64}$/);
  expect(data).toMatchObject({
    expiresAt: new Date(Date.UTC(2026, 0, 5, 21)),
    proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  });
});

test('repositories are described by name or page by page', async () => {
  const { client, ecr } = registry();
  for (const name of ['a1', 'b2', 'c3']) ecr.createRepository(name, { mutability: 'IMMUTABLE' });
  const first = await client.describeRepositories({ maxResults: 3 });
  const second = await client.describeRepositories({ maxResults: 3, nextToken: first.nextToken });
  const all = [...(first.repositories ?? []), ...(second.repositories ?? [])];
  expect(all.map((one) => one.repositoryName)).toEqual(['a1', 'b2', 'c3', repositoryName]);
  const { repositories } = await client.describeRepositories({ repositoryNames: [repositoryName] });
  expect(repositories).toMatchObject([
    {
      repositoryArn: 'arn:aws:ecr:eu-west-1:123456789012:repository/shop/api',
      repositoryUri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/api',
      imageTagMutability: 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
    },
  ]);
});

test('a push gives each repository and tag an image of its own, the same each time', () => {
  const { ecr } = registry();
  const digests = [
    ['shop/api', 'v1'],
    ['shop/api', 'v2'],
    ['shop/web', 'v1'],
  ].map(([name = '', tag = '']) => ecr.push(name, tag));
  expect(new Set(digests).size).toBe(3);
  expect(ecr.push('shop/api', 'v1')).toBe(digests[0]);
});

const scans: readonly { fate: ScanFate; status: string; counts?: object }[] = [
  {
    fate: {
      findings: [
        { name: 'CVE-2026-1', severity: 'HIGH', package: 'zlib', version: '1.3' },
        { name: 'CVE-2026-2', severity: 'HIGH' },
        { name: 'CVE-2026-3', severity: 'LOW' },
      ],
    },
    status: 'COMPLETE',
    counts: { HIGH: 2, LOW: 1 },
  },
  { fate: {}, status: 'COMPLETE', counts: {} },
  { fate: { end: 'ACTIVE' }, status: 'ACTIVE', counts: {} },
  { fate: { end: 'FAILED' }, status: 'FAILED' },
  { fate: { end: 'UNSUPPORTED_IMAGE' }, status: 'UNSUPPORTED_IMAGE' },
];

test.each(scans)('a scan takes time and ends as told: $status', async ({ fate, status, counts }) => {
  const { aws, ecr, client, clock } = registry(true);
  ecr.nextScan(fate);
  ecr.push(repositoryName, 'v1');
  const describe = () => client.describeImageScanFindings({ repositoryName, imageId });
  const before = await describe();
  expect([before.imageScanStatus?.status, before.imageScanFindings]).toEqual(['IN_PROGRESS', undefined]);
  await clock.advance(20_000);
  const after = await describe();
  expect(after.imageScanStatus?.status).toBe(status);
  expect(after.imageScanFindings?.findingSeverityCounts).toEqual(counts);
  expect(statesOf(aws, 'ecr.scan')).toEqual(['IN_PROGRESS', status]);
});

test('an image is scanned once a day', async () => {
  const { ecr, client, clock } = registry();
  ecr.push(repositoryName, 'v1');
  const scan = () => refusal(client.startImageScan({ repositoryName, imageId }));
  expect(await scan()).toBe('succeeded');
  expect(await scan()).toContain('LimitExceededException: The scan quota per image has been exceeded.');
  await clock.advance(86_400_000);
  expect(await scan()).toBe('succeeded');
});

test('a lifecycle policy is kept', async () => {
  const { client } = registry();
  const lifecyclePolicyText = JSON.stringify({ rules: [{ rulePriority: 1 }] });
  await client.putLifecyclePolicy({ repositoryName, lifecyclePolicyText });
  expect(await client.getLifecyclePolicy({ repositoryName })).toMatchObject({ lifecyclePolicyText });
});

const policy = (text: string) => (given: Given) =>
  given.client.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: text });

const refusals: readonly { name: string; call: (given: Given) => Promise<unknown>; says: string }[] = [
  {
    name: 'a repository that is there',
    call: ({ client }) => client.createRepository({ repositoryName }),
    says: "RepositoryAlreadyExistsException: The repository with name 'shop/api' already exists",
  },
  {
    name: 'a name in upper case',
    call: ({ client }) => client.createRepository({ repositoryName: 'Shop' }),
    says: 'InvalidParameterException',
  },
  {
    name: 'a page of nothing',
    call: ({ client }) => client.describeRepositories({ maxResults: 0 }),
    says: "'maxResults'",
  },
  {
    name: 'findings of what was never scanned',
    call: ({ client, ecr }) => {
      ecr.push(repositoryName, 'v1');
      return client.describeImageScanFindings({ repositoryName, imageId });
    },
    says: "ScanNotFoundException: Image scan does not exist for the image with '{imageDigest:'null', imageTag:'v1'}'",
  },
  {
    name: 'a scan of what is not there',
    call: ({ client }) => client.startImageScan({ repositoryName, imageId }),
    says: 'ImageNotFoundException',
  },
  {
    name: 'to read a policy that is not there',
    call: ({ client }) => client.getLifecyclePolicy({ repositoryName }),
    says: 'LifecyclePolicyNotFoundException: Lifecycle policy does not exist for the repository',
  },
  { name: 'a policy that is no JSON', call: policy('{'), says: 'must be JSON' },
  { name: 'a policy without rules', call: policy('{"rules":[]}'), says: 'must have rules' },
  {
    name: 'two rules of one priority',
    call: policy('{"rules":[{"rulePriority":1},{"rulePriority":1}]}'),
    says: 'rulePriority must be unique',
  },
];

test.each(refusals)('refuses $name', async ({ call, says }) => {
  expect(await refusal(call(registry()))).toContain(says);
});
