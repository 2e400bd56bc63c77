import { unplaced } from '../../local-aws/texts.ts';
import type { Outcome } from './axes.ts';
import { breakOld, deployTheirs, type FarSide, fire, forceOurs, stick, stopIt, takeTasks } from './far-side.ts';

export const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } } as const;
const noWayBack = { deploymentCircuitBreaker: { enable: true, rollback: false } } as const;
export const alarms = { alarmNames: ['shop-5xx'], enable: true, rollback: true };
const alone = { minimumHealthyPercent: 0, maximumPercent: 100 };
const byEcs = { 'fail-fast': 'false' };
const leave = { 'on-failure': 'leave' };
const classic = { loadBalancers: [{ loadBalancerName: 'old', containerName: 'app', containerPort: 8080 }] };
const without =
  (reason: string) =>
  ({ shop }: FarSide) =>
    shop.aws.ecs.setCapacity(reason);
const again = (from: number, until: number) =>
  Array.from({ length: (until - from) / 10_000 }, (_, at) => [from + at * 10_000, takeTasks] as const);

const good = { verdict: 'succeeded', serves: 'new' } as const;
const back = { verdict: 'rolled-back', code: 'cause', serves: 'old' } as const;

/** Rolling deployments in which the new tasks fail. */
export const failing: readonly Outcome[] = [
  {
    name: 'the breaker goes back',
    configuration: breaker,
    with: byEcs,
    admits: 'failing',
    end: back,
    decidedBy: 'ecs',
  },
  {
    name: 'the breaker only gives up',
    configuration: noWayBack,
    with: { ...byEcs, ...leave },
    admits: 'failing',
    end: { verdict: 'failed', code: 'cause', serves: 'new, given up' },
    decidedBy: 'ecs',
  },
  {
    name: 'the breaker only gives up, we go back',
    configuration: noWayBack,
    with: byEcs,
    admits: 'failing',
    end: back,
    decidedBy: 'ecs',
  },
  {
    name: 'no breaker, we go back',
    configuration: {},
    with: { 'rollout-timeout-minutes': '3' },
    admits: 'failing',
    end: back,
    decidedBy: 'us',
  },
  {
    name: 'no breaker, its time is up',
    configuration: {},
    with: { ...byEcs, ...leave, 'rollout-timeout-minutes': '3' },
    admits: 'failing',
    end: { verdict: 'timed-out', code: 'cause', serves: 'new, moving' },
    decidedBy: 'nobody',
  },
  {
    name: 'the way back fails',
    configuration: { ...breaker, ...alone },
    with: byEcs,
    at: [[5_000, breakOld]],
    admits: 'failing unbalanced',
    end: { verdict: 'rollback-failed', code: 'cause', serves: 'old, given up' },
    decidedBy: 'ecs',
  },
  {
    name: 'the first deployment',
    configuration: breaker,
    start: 'first',
    with: byEcs,
    admits: 'failing unbalanced',
    end: { verdict: 'failed', code: 'cause', serves: 'new, alone' },
    decidedBy: 'ecs',
  },
  {
    name: 'behind a Classic Load Balancer',
    configuration: breaker,
    service: classic,
    with: byEcs,
    admits: 'failing unbalanced',
    end: back,
    decidedBy: 'ecs',
  },
];

/** Rolling deployments whose tasks run, and what else becomes of them. */
export const rolling: readonly Outcome[] = [
  { name: 'success', configuration: breaker, admits: 'fine', end: good, decidedBy: 'ecs' },
  { name: 'success behind a Classic Load Balancer', service: classic, admits: 'fine', end: good, decidedBy: 'ecs' },
  {
    name: 'early success, the rest is cleaned up later',
    configuration: {
      minimumHealthyPercent: 50,
      maximumPercent: 150,
      earlySuccessCriteria: { enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: 'DEFERRED' },
    },
    desired: 4,
    admits: 'fine',
    end: { verdict: 'succeeded', serves: 'new, the rest follows' },
    decidedBy: 'ecs',
  },
  { name: 'nothing is wanted', configuration: breaker, desired: 0, admits: 'fine', end: good, decidedBy: 'ecs' },
  {
    name: 'a daemon',
    configuration: {},
    service: { schedulingStrategy: 'DAEMON', desiredCount: undefined },
    admits: 'fine',
    end: good,
    decidedBy: 'ecs',
  },
  {
    name: 'an alarm goes back',
    configuration: { alarms, ...alone },
    at: [[45_000, fire]],
    admits: 'fine',
    end: { verdict: 'rolled-back', code: 'alarm-fired', serves: 'old' },
    text: /shop-5xx|alarm/,
    names: /shop-5xx/,
    decidedBy: 'ecs',
  },
  {
    name: 'an alarm only gives up',
    configuration: { alarms: { ...alarms, rollback: false } },
    with: leave,
    at: [[45_000, fire]],
    admits: 'fine',
    end: { verdict: 'failed', code: 'alarm-fired', serves: 'new, given up' },
    text: /shop-5xx|alarm/,
    names: /shop-5xx/,
    decidedBy: 'ecs',
  },
  {
    name: 'an alarm that was red before',
    configuration: { alarms },
    before: fire,
    admits: 'fine',
    end: good,
    decidedBy: 'ecs',
  },
  {
    name: 'somebody stops it',
    configuration: breaker,
    at: [[45_000, stopIt]],
    admits: 'fine',
    end: { verdict: 'rolled-back', code: 'stopped-by-person', serves: 'old' },
    text: /user request|stopped by user|rolling back/,
    names: /web/,
    decidedBy: 'others',
  },
  {
    name: 'somebody deploys another revision',
    configuration: breaker,
    at: [[15_000, deployTheirs]],
    admits: 'fine',
    end: { verdict: 'superseded', code: 'in-progress-elsewhere', serves: 'theirs' },
    text: /PRIMARY: .*web:3/,
    names: /web:3/,
    decidedBy: 'others',
  },
  {
    name: 'somebody deploys ours once more',
    configuration: breaker,
    at: [[15_000, forceOurs]],
    admits: 'fine',
    end: good,
    decidedBy: 'ecs',
  },
  {
    // Percentages that stand there before are found before anything is written: somebody sets these when it has begun.
    name: 'percentages that allow nothing',
    configuration: {},
    at: [[500, stick]],
    desired: 3,
    with: { 'rollout-timeout-minutes': '3' },
    admits: 'fine',
    end: { verdict: 'rolled-back', code: 'deployment-stuck', serves: 'old' },
    // Without StopServiceDeployment the way back is a deployment of its own, which the same percentages block: floor(3 ×
    // 125 %) = 3 = ceil(3 × 100 %), so no task may start before one stops, and none may stop. The old tasks still serve.
    withoutNewer: { verdict: 'rollback-failed', serves: 'old, moving' },
    text: /unable to stop or start tasks during a deployment/,
    names: /web/,
    decidedBy: 'nobody',
  },
  {
    name: 'no capacity',
    configuration: breaker,
    before: without(unplaced.noCapacity),
    admits: 'fine',
    end: { verdict: 'rolled-back', code: 'no-capacity', serves: 'old' },
    text: /Capacity is unavailable at this time/,
    names: /web/,
    decidedBy: 'ecs',
    troubled: true,
  },
  {
    name: 'a quota is used up',
    configuration: breaker,
    before: without(unplaced.vcpuLimit),
    admits: 'fine',
    end: { verdict: 'rolled-back', code: 'quota-exceeded', serves: 'old' },
    text: /reached the limit on the number of vCPUs/,
    names: /vCPUs/,
    decidedBy: 'ecs',
    troubled: true,
  },
  {
    name: 'spot takes a task',
    configuration: {},
    at: [[40_000, takeTasks]],
    admits: 'fine',
    end: good,
    decidedBy: 'ecs',
    troubled: true,
  },
  {
    name: 'spot takes every task',
    configuration: {},
    with: { 'rollout-timeout-minutes': '3' },
    at: again(30_000, 180_000),
    admits: 'fine',
    end: { verdict: 'rolled-back', code: 'spot-interrupted', serves: 'old' },
    text: /Your Spot Task was interrupted/,
    names: /FARGATE/,
    decidedBy: 'nobody',
    troubled: true,
  },
];
