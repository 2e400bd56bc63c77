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
    name: 'linear, its tasks fail',
    configuration: { ...breaker, ...linear },
    with: byEcs,
    admits: 'failing unbalanced',
    end: back,
    decidedBy: 'ecs',
  },
  {
    // Whether a circuit breaker watches over canary and linear deployments AWS does not say for sure: we do.
    name: 'linear, its tasks fail, we go back',
    configuration: linear,
    with: { 'rollout-timeout-minutes': '3' },
    admits: 'failing unbalanced',
    end: back,
    decidedBy: 'us',
  },
  {
    name: 'canary, its tasks fail, we go back',
    configuration: canary(10, 1),
    with: { 'rollout-timeout-minutes': '3' },
    admits: 'failing unbalanced',
    end: back,
    decidedBy: 'us',
  },
  {
    name: 'blue/green behind a load balancer',
    configuration: blueGreen(quick),
    colours: true,
    admits: 'fine',
    end: good,
    decidedBy: 'ecs',
  },
  {
    name: 'canary behind a load balancer',
    configuration: canary(10, 1),
    colours: true,
    admits: 'fine',
    end: good,
    decidedBy: 'ecs',
  },
  {
    name: 'blue/green, its targets fail',
    configuration: { ...breaker, ...blueGreen(quick) },
    colours: true,
    with: byEcs,
    admits: 'balanced',
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
    end: { verdict: 'paused', code: 'deployment-stuck', serves: 'new, moving' },
    // DescribeServices shows no hooks, so no pause: its time is up. StopServiceDeployment is denied, too: the way back is a
    // deployment of its own, by the same strategy, which pauses at the same stage until its time is up. Old tasks serve.
    withoutNewer: {
      verdict: 'rollback-failed',
      code: 'deadline-exceeded',
      serves: 'old, moving',
      text: /ECS deployment ecs-svc\/\d+ in progress/,
    },
    text: /AWAITING_ACTION/,
    names: /continue-service-deployment|rollout-timeout-minutes|timeout-minutes/,
    decidedBy: 'nobody',
  },
];
