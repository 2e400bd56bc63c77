import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { functionHook, hookArn } from '../../local-aws/ecs/by-stages.ts';
import { breaker, Stage } from '../../local-aws/ecs/stage.ts';
import { startPart, watchToEnd } from './watch-stage.ts';

const strategies: fc.Arbitrary<DeploymentConfiguration> = fc.oneof(
  fc.record({ strategy: fc.constant('ROLLING' as const), bakeTimeInMinutes: fc.nat(3) }),
  fc.record({ strategy: fc.constant('BLUE_GREEN' as const), bakeTimeInMinutes: fc.nat(4) }),
  fc.record({
    strategy: fc.constant('LINEAR' as const),
    linearConfiguration: fc.record({
      stepPercent: fc.constantFrom(20, 33.3, 50, 100),
      stepBakeTimeInMinutes: fc.nat(2),
    }),
  }),
  fc.record({
    strategy: fc.constant('CANARY' as const),
    canaryConfiguration: fc.record({
      canaryPercent: fc.constantFrom(0.1, 5, 50, 100),
      canaryBakeTimeInMinutes: fc.nat(3),
    }),
  }),
);
const scenarios = fc.record({
  strategy: strategies,
  guarded: fc.boolean(),
  /** Seconds after the start at which the alarm goes off. */
  alarmAt: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
  hook: fc.option(
    fc.record({
      stage: fc.constantFrom(
        'PRE_SCALE_UP',
        'POST_SCALE_UP',
        'PRODUCTION_TRAFFIC_SHIFT',
        'POST_PRODUCTION_TRAFFIC_SHIFT',
      ),
      fails: fc.boolean(),
    }),
    { nil: undefined },
  ),
  crashes: fc.boolean(),
});

/** What each end of the service deployment must be told as. */
const told: Readonly<Record<string, string>> = {
  SUCCESSFUL: 'live',
  ROLLBACK_SUCCESSFUL: 'went-back',
  ROLLBACK_FAILED: 'failed',
  STOPPED: 'failed',
};

test('whatever the strategy, the alarm, the hook and the tasks do: the end is the true one, soon, with its true cause', async () => {
  const met = new Set<string>();
  await fc.assert(
    fc.asyncProperty(scenarios, async ({ strategy, guarded, alarmAt, hook, crashes }) => {
      const stage = await new Stage(crashes ? { new: { kind: 'exits', code: 1, after: 900 } } : {}).live('old');
      stage.aws.ecs.setHook(hookArn, () => (hook?.fails ? 'FAILED' : 'SUCCEEDED'));
      const alarms = { alarmNames: ['errors'], enable: guarded, rollback: true };
      const lifecycleHooks = hook === undefined ? [] : [functionHook(hook.stage)];
      const part = await startPart(stage, await stage.register('new'), {
        deploymentConfiguration: { ...breaker, ...strategy, alarms, lifecycleHooks },
      });
      if (alarmAt !== undefined) {
        stage.clock.at(stage.clock.now() + alarmAt * 1_000, () => stage.aws.alarms.set('errors', 'ALARM'));
      }
      const [seen] = await watchToEnd(stage, [part], { failFast: false });
      const [truth] = await stage.serviceDeployments();
      const last = seen?.last;
      expect(last).toMatchObject({ kind: 'ended', how: told[truth?.status ?? ''] });
      const lag = (seen?.endedAt ?? Number.NaN) - (truth?.finishedAt?.getTime() ?? Number.NaN);
      expect(lag).toBeGreaterThanOrEqual(0);
      expect(lag).toBeLessThanOrEqual(5_000);
      const code = last !== undefined && 'why' in last ? last.why.code : undefined;
      met.add(code ?? 'live');
      if (truth?.status === 'SUCCESSFUL') return expect(code).toBeUndefined();
      const triggered = truth?.alarms?.status === 'TRIGGERED';
      const byBreaker = truth?.deploymentCircuitBreaker?.status === 'TRIGGERED';
      expect(code).toBe(triggered ? 'alarm-fired' : byBreaker ? 'crash-loop' : 'hook-failed');
    }),
    { numRuns: 25 },
  );
  expect([...met].sort()).toEqual(['alarm-fired', 'crash-loop', 'hook-failed', 'live']);
});
