import { type DeploymentConfiguration, StopServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import type { FaultRule } from '../../../local-aws/faults/rules.ts';
import { blueGreen, functionHook, hookArn } from '../../local-aws/ecs/by-stages.ts';
import { breaker, Stage } from '../../local-aws/ecs/stage.ts';
import { enteredAt, startPart, watchToEnd } from './watch-stage.ts';

const alarms = { alarmNames: ['shop-5xx', 'shop-latency'], enable: true, rollback: true };
const fire = (stage: Stage) =>
  stage.aws.alarms.set('shop-5xx', 'ALARM', 'Threshold Crossed: 3 datapoints were greater than 5.');

async function stop(stage: Stage): Promise<unknown> {
  const [ours] = await stage.serviceDeployments();
  const { serviceDeploymentArn } = ours ?? {};
  return stage.client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' }));
}

interface Case {
  readonly name: string;
  readonly configuration: DeploymentConfiguration;
  /** Done so many ms after the start. */
  readonly later?: readonly [number, (stage: Stage) => unknown];
  readonly prepare?: (stage: Stage) => void;
  readonly how: string;
  readonly code?: string;
  /** What the cause says. */
  readonly what?: RegExp;
  /** State of the service deployment that ends it; the lag is measured from there. */
  readonly truth: string;
  /** Without DescribeServiceDeployments, when that says less. */
  readonly blind?: { readonly how?: string; readonly code?: unknown; readonly what?: RegExp };
}

const cases: readonly Case[] = [
  { name: 'blue/green succeeds', configuration: blueGreen(), how: 'live', truth: 'SUCCESSFUL' },
  {
    name: 'linear succeeds',
    configuration: { strategy: 'LINEAR', linearConfiguration: { stepPercent: 40, stepBakeTimeInMinutes: 1 } },
    how: 'live',
    truth: 'SUCCESSFUL',
  },
  {
    name: 'canary succeeds',
    configuration: { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 2 } },
    how: 'live',
    truth: 'SUCCESSFUL',
  },
  {
    name: 'an alarm in the bake of blue/green, beside a breaker',
    configuration: { ...breaker, ...blueGreen({ alarms }) },
    later: [150_000, fire],
    how: 'went-back',
    code: 'alarm-fired',
    what: /alarm shop-5xx went off: Threshold Crossed: 3 datapoints/,
    truth: 'ROLLBACK_SUCCESSFUL',
  },
  {
    name: 'an alarm while a canary has ten percent',
    configuration: {
      strategy: 'CANARY',
      canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 9 },
      alarms,
    },
    later: [150_000, fire],
    how: 'went-back',
    code: 'alarm-fired',
    what: /alarm shop-5xx went off/,
    truth: 'ROLLBACK_SUCCESSFUL',
  },
  {
    name: 'an alarm in a rolling deployment, beside a breaker',
    configuration: { ...breaker, alarms, minimumHealthyPercent: 0, maximumPercent: 100 },
    later: [45_000, fire],
    how: 'went-back',
    code: 'alarm-fired',
    what: /alarm shop-5xx went off/,
    truth: 'ROLLBACK_SUCCESSFUL',
  },
  {
    name: 'an alarm that does not roll back',
    configuration: { alarms: { ...alarms, rollback: false } },
    later: [45_000, fire],
    how: 'failed',
    code: 'alarm-fired',
    what: /alarm shop-5xx went off/,
    truth: 'STOPPED',
  },
  {
    name: 'a hook whose function says no',
    configuration: blueGreen({ lifecycleHooks: [functionHook('POST_SCALE_UP')] }),
    prepare: (stage) => stage.aws.ecs.setHook(hookArn, () => 'FAILED'),
    how: 'went-back',
    code: 'hook-failed',
    what: /hook check at the stage POST_SCALE_UP failed: returned FAILED status/,
    truth: 'ROLLBACK_SUCCESSFUL',
  },
  {
    name: 'a hook whose function never ends',
    configuration: blueGreen({
      lifecycleHooks: [
        { ...functionHook('PRE_SCALE_UP'), timeoutConfiguration: { timeoutInMinutes: 2, action: 'ROLLBACK' } },
      ],
    }),
    prepare: (stage) => stage.aws.ecs.setHook(hookArn, () => 'IN_PROGRESS'),
    how: 'went-back',
    code: 'hook-failed',
    what: /hook check at the stage PRE_SCALE_UP failed: timed out/,
    truth: 'ROLLBACK_SUCCESSFUL',
  },
  {
    name: 'stopped by a person in the bake',
    configuration: blueGreen(),
    later: [150_000, stop],
    how: 'went-back',
    code: 'stopped-by-person',
    truth: 'ROLLBACK_SUCCESSFUL',
    // Who stopped it stands in our entry of the service only until that is gone: luck of the moment.
    blind: { code: expect.stringMatching(/^(?:unknown|stopped-by-person)$/) },
  },
  {
    name: 'superseded by another revision in the bake',
    configuration: blueGreen(),
    later: [150_000, async (stage) => stage.update({ taskDefinition: await stage.register('third') })],
    how: 'superseded',
    code: 'in-progress-elsewhere',
    truth: 'STOPPED',
  },
  {
    name: 'superseded by the same revision in the bake: followed on',
    configuration: blueGreen(),
    later: [150_000, (stage) => stage.update({ forceNewDeployment: true })],
    how: 'live',
    truth: 'SUCCESSFUL',
  },
  {
    name: 'early success with a deferred clean-up',
    configuration: {
      minimumHealthyPercent: 50,
      maximumPercent: 150,
      earlySuccessCriteria: { enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: 'DEFERRED' },
    },
    how: 'live',
    truth: 'SUCCESSFUL',
  },
];

interface Condition {
  readonly condition: string;
  readonly fault?: FaultRule;
  readonly blind?: true;
}

const conditions: readonly Condition[] = [
  { condition: 'all APIs' },
  { condition: 'every third call throttled', fault: { operation: /./, every: 3, do: { kind: 'throttle' } } },
  { condition: 'stale reads', fault: { operation: /^ecs:Describe/, every: 4, do: { kind: 'stale', ms: 3_000 } } },
  { condition: 'no CloudWatch', fault: { operation: /^cloudwatch:/, do: { kind: 'deny' } } },
  {
    condition: 'no service deployments',
    fault: { operation: /ServiceDeployments$/, do: { kind: 'deny' } },
    blind: true,
  },
];

describe.each(cases)('$name', (given) => {
  test.each(conditions)('with $condition', async ({ fault, blind }) => {
    const stage = await new Stage().live('old', { desiredCount: 4 });
    given.prepare?.(stage);
    const part = await startPart(stage, await stage.register('new'), { deploymentConfiguration: given.configuration });
    let mend = fault === undefined ? undefined : stage.aws.faults.add(fault);
    if (given.later !== undefined) {
      const [after, act] = given.later;
      // What somebody else does is not disturbed.
      const undisturbed = async () => {
        mend?.();
        await act(stage);
        mend = fault === undefined ? undefined : stage.aws.faults.add(fault);
      };
      stage.clock.at(stage.clock.now() + after, () => void stage.clock.busy(undisturbed));
    }
    const [seen] = await watchToEnd(stage, [part], { failFast: false });
    const expected = { ...given, ...(blind ? given.blind : {}) };
    expect(seen?.last).toMatchObject({ kind: 'ended', how: expected.how });
    const why = seen !== undefined && 'why' in seen.last ? seen.last.why : undefined;
    expect(why?.code).toEqual(expected.code);
    if (fault === undefined || blind) expect(why?.what ?? '').toMatch(expected.what ?? /^/);
    if (fault !== undefined) return;
    const lag = (seen?.endedAt ?? Number.NaN) - enteredAt(stage, 'ecs.service-deployment', given.truth);
    expect(lag).toBeGreaterThanOrEqual(0);
    expect(lag).toBeLessThanOrEqual(5_000);
    if (seen?.kinds.includes('going-back')) {
      const decided = enteredAt(stage, 'ecs.service-deployment', 'ROLLBACK_IN_PROGRESS');
      expect((seen.at['going-back'] ?? Number.NaN) - decided).toBeLessThanOrEqual(5_000);
    }
  });
});
