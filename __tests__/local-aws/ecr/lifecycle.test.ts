import { ECR } from '@aws-sdk/client-ecr';
import { expect, test } from '@jest/globals';
import { withControls } from '../../../local-aws/control/with-controls.ts';
import { virtualAccount } from '../rds/virtual-account.ts';

const repositoryName = 'shop/api';
const day = 86_400_000;

/** An image a day for each list of tags (`''`: none), the last one pushed now. */
async function pushed(images: readonly string[]) {
  const aws = virtualAccount();
  aws.ecr.createRepository(repositoryName);
  const client = new ECR(aws.settings);
  for (const [at, tags] of images.entries()) {
    const [first = '', ...others] = tags.split(' ');
    const imageDigest = aws.ecr.push(repositoryName, first || `tagless-${at}`);
    const { images: [image] = [] } = await client.batchGetImage({ repositoryName, imageIds: [{ imageDigest }] });
    for (const imageTag of others) {
      await client.putImage({ repositoryName, imageManifest: image?.imageManifest ?? '', imageTag });
    }
    // The tag goes to another image, as that of a moving tag does.
    if (first === '') aws.ecr.registry.need(repositoryName).images.get(imageDigest)?.tags.clear();
    if (at < images.length - 1) await aws.clock.advance(day);
  }
  return { aws, client };
}

const selection = (tagStatus: string, countType: string, countNumber: number, more = {}) => ({
  selection: { tagStatus, countType, countNumber, ...more },
  action: { type: 'expire' },
});
const newest = (count: number, more = {}, status = 'any') => selection(status, 'imageCountMoreThan', count, more);
const days = (count: number, more = {}, status = 'any') => selection(status, 'sinceImagePushed', count, more);

const cases: readonly {
  readonly name: string;
  readonly images: readonly string[];
  readonly rules: readonly object[];
  readonly left: readonly string[];
}[] = [
  { name: 'the newest stay', images: ['a', 'b', 'c'], rules: [newest(2)], left: ['b', 'c'] },
  { name: 'what was pushed lately stays', images: ['a', 'b', 'c'], rules: [days(1)], left: ['b', 'c'] },
  { name: 'untagged ones alone', images: ['a', '', 'c'], rules: [days(0, {}, 'untagged')], left: ['a', 'c'] },
  {
    name: 'one prefix alone',
    images: ['pr-1', 'v1', 'pr-2', 'v2'],
    rules: [newest(1, { tagPrefixList: ['pr-'] }, 'tagged')],
    left: ['v1', 'pr-2', 'v2'],
  },
  {
    name: 'a tag for every prefix',
    images: ['pr-1', 'pr-2 test', 'v2'],
    rules: [newest(0, { tagPrefixList: ['pr-', 'test'] }, 'tagged')],
    left: ['pr-1', 'v2'],
  },
  {
    name: 'a pattern',
    images: ['v1-rc', 'v1', 'v2-rc'],
    rules: [newest(1, { tagPatternList: ['v*-rc'] }, 'tagged')],
    left: ['v1', 'v2-rc'],
  },
  {
    name: 'what an earlier rule describes is no later one’s, but counts',
    images: ['v1', 'a', 'v2', 'b'],
    rules: [newest(2, { tagPrefixList: ['v'] }, 'tagged'), newest(2)],
    left: ['v1', 'v2', 'b'],
  },
  { name: 'nothing without a policy', images: ['a', 'b'], rules: [], left: ['a', 'b'] },
];

test.each(cases)('applied: $name', async ({ images, rules, left }) => {
  const { aws, client } = await pushed(images);
  if (rules.length > 0) {
    const numbered = rules.map((rule, at) => ({ rulePriority: at + 1, ...rule }));
    await client.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: JSON.stringify({ rules: numbered }) });
  }
  const expired = aws.ecr.applyLifecycle(repositoryName);
  const { imageDetails = [] } = await client.describeImages({ repositoryName });
  const tags = imageDetails.map(({ imageTags = [] }) => imageTags[0] ?? '');
  expect({ tags: tags.toSorted(), count: expired.length }).toEqual({
    tags: left.toSorted(),
    count: images.length - left.length,
  });
});

test('what a rule transitions is archived and stays', async () => {
  const { aws, client } = await pushed(['a', 'b']);
  const transition = { rulePriority: 1, ...newest(1), action: { type: 'transition', targetStorageClass: 'archive' } };
  const lifecyclePolicyText = JSON.stringify({ rules: [transition] });
  await client.putLifecyclePolicy({ repositoryName, lifecyclePolicyText });
  expect(aws.ecr.applyLifecycle(repositoryName)).toEqual([]);
  const states = [...aws.ecr.registry.need(repositoryName).images.values()].map(({ status }) => status);
  expect(states).toEqual(['ARCHIVED', 'ACTIVE']);
});

test('another process has it applied through the control door', async () => {
  const { aws, client } = await pushed(['a', 'b']);
  const lifecyclePolicyText = JSON.stringify({ rules: [{ rulePriority: 1, ...newest(1) }] });
  await client.putLifecyclePolicy({ repositoryName, lifecyclePolicyText });
  const ask = (body: object) =>
    withControls(aws as never)({
      method: 'POST',
      path: '/_local-aws/lifecycle',
      headers: {},
      body: JSON.stringify(body),
    });
  const done = await ask({ repository: repositoryName });
  expect([done.status, JSON.parse(String(done.body)).expired]).toEqual([200, [expect.stringMatching(/^sha256:/)]]);
  expect(aws.ecr.registry.need(repositoryName).images.size).toBe(1);
  expect((await ask({ repository: 'apo' })).status).toBe(400);
  expect((await ask({})).status).toBe(400);
});
