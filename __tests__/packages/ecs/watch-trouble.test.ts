import { describe, expect, test } from '@jest/globals';
import { connectEcs } from '#ecs/client';
import { watchRollout } from '#ecs/follow/watch-rollout';
import type { FaultRule } from '../../../local-aws/faults/rules.ts';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { breaker, Stage } from '../../local-aws/ecs/stage.ts';
import { connectTo, enteredAt, startPart, watchToEnd } from './watch-stage.ts';

const newer = /^ecs:(List|Describe)ServiceDeployments$/;
const crash: Fate = { kind: 'exits', code: 1, after: 800 };

interface Trouble {
  readonly name: string;
  readonly rules: readonly FaultRule[];
  /** Ms from the true end to ours, at most. */
  readonly lag: number;
}

const troubles: readonly Trouble[] = [
  { name: 'the newer APIs are denied', rules: [{ operation: newer, do: { kind: 'deny' } }], lag: 5_000 },
  {
    name: 'the newer APIs are not known',
    rules: [{ operation: newer, do: { kind: 'error', code: 'UnsupportedFeatureException', message: 'Not here.' } }],
    lag: 5_000,
  },
  {
    name: 'only DescribeServiceDeployments is denied',
    rules: [{ operation: 'ecs:DescribeServiceDeployments', do: { kind: 'deny' } }],
    lag: 5_000,
  },
  {
    name: 'every third read is 6 s old',
    rules: [{ operation: /^ecs:Describe/, every: 3, do: { kind: 'stale', ms: 6_000 } }],
    lag: 20_000,
  },
  {
    name: 'every third call is throttled',
    rules: [{ operation: /^ecs:/, every: 3, do: { kind: 'throttle' } }],
    lag: 11_000,
  },
  {
    name: 'every third connection is cut',
    rules: [{ operation: /^ecs:/, every: 3, do: { kind: 'drop-connection' } }],
    lag: 11_000,
  },
  { name: 'everything is MISSING once', rules: [{ operation: newer, do: { kind: 'missing-once' } }], lag: 5_000 },
  // A pause, both views, then the cause from four more calls, one after the other.
  { name: 'answers take 2 s', rules: [{ operation: /^ecs:/, do: { kind: 'latency', ms: 2_000 } }], lag: 14_000 },
];

const ends = [
  { how: 'live', tag: 'good', state: 'COMPLETED' },
  { how: 'went-back', tag: 'bad', state: 'ROLLBACK_SUCCESSFUL' },
] as const;

describe.each(troubles)('$name', ({ rules, lag }) => {
  test.each(ends)('a rollout still ends $how', async ({ how, tag }) => {
    const stage = await new Stage({ bad: crash }).live('old', { desiredCount: 2 });
    const to = await stage.register(tag);
    const part = await startPart(stage, to, { deploymentConfiguration: breaker });
    for (const rule of rules) stage.aws.faults.add(rule);
    const [seen] = await watchToEnd(stage, [part], { failFast: false });
    expect(seen?.last).toMatchObject({ kind: 'ended', how });
    const truth = enteredAt(stage, 'ecs.service-deployment', how === 'live' ? 'SUCCESSFUL' : 'ROLLBACK_SUCCESSFUL');
    expect((seen?.endedAt ?? Number.NaN) - truth).toBeLessThanOrEqual(lag);
  });
});

test('a deployment that is not listed yet is never taken for the one before it', async () => {
  const stage = await new Stage({}, { timing: { visible: 20_000 } }).live('old');
  const part = await startPart(stage, await stage.register('new'));
  const [seen] = await watchToEnd(stage, [part]);
  expect(seen?.last).toMatchObject({ kind: 'ended', how: 'live' });
  expect(seen?.endedAt).toBeGreaterThan(enteredAt(stage, 'ecs.service-deployment', 'SUCCESSFUL') - 1);
});

test('a first deployment that fails has nothing to go back to', async () => {
  const stage = await new Stage({ bad: crash }).open();
  const arn = await stage.register('bad');
  await stage.create({ deploymentConfiguration: breaker });
  const { deployments = [] } = await stage.service();
  const id = deployments[0]?.id ?? '';
  const revision = { id: arn, label: 'api:1', images: [] };
  const part = {
    v: 1,
    platform: 'ecs',
    goal: 'release',
    row: 'api',
    place: 'demo',
    to: revision,
    from: revision,
    id,
    startedAt: stage.clock.now(),
    undo: {},
  } as const;
  const [seen] = await watchToEnd(stage, [part], { failFast: false });
  expect(seen?.last).toMatchObject({ kind: 'ended', how: 'failed', why: { code: 'crash-loop' } });
});

describe.each([
  ['nothing is wanted', { desiredCount: 0 }],
  ['a daemon', { schedulingStrategy: 'DAEMON', desiredCount: undefined }],
] as const)('%s', (_name, input) => {
  test('ends live', async () => {
    const stage = await new Stage().live('old', input);
    const [seen] = await watchToEnd(stage, [await startPart(stage, await stage.register('new'))]);
    expect(seen?.last).toMatchObject({ kind: 'ended', how: 'live' });
  });
});

test('expired credentials are thrown for the follower to judge', async () => {
  const stage = await new Stage().live('old');
  const part = await startPart(stage, await stage.register('new'));
  stage.aws.faults.add({ operation: /^ecs:/, do: { kind: 'expired-token' } });
  const aws = connectTo(stage);
  const watch = watchRollout(await connectEcs(aws), aws, [part]);
  await expect(watch.look(aws.signal)).rejects.toMatchObject({ kind: 'expired' });
  expect(await watch.evidence(0, aws.signal)).toBeInstanceOf(Array);
});
