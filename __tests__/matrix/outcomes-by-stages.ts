import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { blueGreen, functionHook, hookArn, pauseHook } from '../local-aws/ecs/by-stages.ts';
import type { Outcome } from './axes.ts';
import { fire, stopIt } from './far-side.ts';
import { alarms, breaker } from './outcomes.ts';

const quick = { bakeTimeInMinutes: 1 };
const canary = (percent: number, minutes: number): DeploymentConfiguration => ({
  strategy: 'CANARY',
  canaryConfiguration: { canaryPercent: percent, canaryBakeTimeInMinutes: minutes },
});
const linear: DeploymentConfiguration = {
  strategy: 'LINEAR',
  linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1 },
};
const good = { verdict: 'succeeded', serves: 'new' } as const;
const back = { verdict: 'rolled-back', code: 'cause', serves: 'old' } as const;
const byAlarm = { verdict: 'rolled-back', code: 'alarm-fired', serves: 'old' } as const;
const byHook = { verdict: 'rolled-back', code: 'hook-failed', serves: 'old' } as const;
const ofAlarm = { text: /shop-5xx|alarm/, names: /shop-5xx/ };
const byEcs = { 'fail-fast': 'false' };

/** Deployments by stages. */
export const byStages: readonly Outcome[] = [
  { name: 'blue/green', configuration: blueGreen(quick), admits: 'fine', end: good, decidedBy: 'ecs' },
  { name: 'linear', configuration: linear, admits: 'fine', end: good, decidedBy: 'ecs' },
  { name: 'canary', configuration: canary(10, 2), admits: 'fine', end: good, decidedBy: 'ecs' },
  {
    name: 'blue/green, its tasks fail',
    configuration: { ...breaker, ...blueGreen(quick) },
    with: byEcs,
    admits: 'failing unbalanced',
    end: back,
    decidedBy: 'ecs',
  },
  {
    name: 'canary, its tasks fail',
    configuration: { ...breaker, ...canary(10, 1) },
    with: byEcs,
    admits: 'failing unbalanced',
    end: back,
    decidedBy: 'ecs',
  },
  {
    name: 'blue/green, an alarm in the bake',
    configuration: blueGreen({ alarms, bakeTimeInMinutes: 5 }),
    at: [[120_000, fire]],
    admits: 'fine',
    end: byAlarm,
    ...ofAlarm,
    decidedBy: 'ecs',
  },
  {
    name: 'canary, an alarm while it has ten percent',
    configuration: { ...canary(10, 5), alarms },
    at: [[120_000, fire]],
    admits: 'fine',
    end: byAlarm,
    ...ofAlarm,
    decidedBy: 'ecs',
  },
  {
    name: 'blue/green, somebody stops it in the bake',
    configuration: blueGreen(),
    at: [[120_000, stopIt]],
    admits: 'fine',
    end: { verdict: 'rolled-back', code: 'stopped-by-person', serves: 'old' },
    text: /user request|stopped by user|rolling back/,
    names: /web/,
    decidedBy: 'others',
  },
  {
    name: 'a hook says no',
    configuration: blueGreen({ ...quick, lifecycleHooks: [functionHook('POST_SCALE_UP')] }),
    before: ({ shop }) => shop.aws.ecs.setHook(hookArn, () => 'FAILED'),
    admits: 'fine',
    end: byHook,
    text: /hook\(s\) failed/,
    names: /check|web/,
    decidedBy: 'ecs',
  },
  {
    name: 'a hook is not answered in time',
    configuration: blueGreen({
      ...quick,
      lifecycleHooks: [
        { ...functionHook('PRE_SCALE_UP'), timeoutConfiguration: { timeoutInMinutes: 2, action: 'ROLLBACK' } },
      ],
    }),
    before: ({ shop }) => shop.aws.ecs.setHook(hookArn, () => 'IN_PROGRESS'),
    admits: 'fine',
    end: byHook,
    text: /hook\(s\) failed/,
    names: /check|web/,
    decidedBy: 'ecs',
  },
  {
    name: 'a pause',
    configuration: blueGreen({ ...quick, lifecycleHooks: [pauseHook('POST_TEST_TRAFFIC_SHIFT', 60, 'ROLLBACK')] }),
    admits: 'fine',
    end: { verdict: 'paused', code: 'deployment-stuck', serves: 'not told' },
    // DescribeServices shows no pause: its time is up. The way back is a deployment then, which pauses at the same stage.
    withoutNewer: { verdict: 'rollback-failed', code: 'deadline-exceeded' },
    text: /AWAITING_ACTION|its time was up/,
    names: /continue-service-deployment|rollout-timeout-minutes|timeout-minutes/,
    decidedBy: 'nobody',
  },
];
