import type { FailureEvidence, RolloutFacts } from '#ecs/diagnose/causes/evidence';
import { crossed } from '../../local-aws/cloudwatch/texts.ts';
import { event, rollout, serviceDeployment } from '../../local-aws/texts.ts';
import { base, type CauseCase } from './ecs-causes.ts';

const facts = (given: Partial<RolloutFacts>): FailureEvidence => ({
  ...base,
  rollout: { reasons: [], alarmNames: [], ...given },
});
const breakerEvidence = facts({ breaker: 'TRIGGERED', reasons: [rollout.breakerFailed], status: 'STOPPED' });

const check = 'arn:aws:lambda:eu-central-1:111122223333:function:check';
const unreadable = serviceDeployment.hookUnreadable('PRE_SCALE_UP', check);
const listener = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/web/1/2';
const balancerRole = 'arn:aws:sts::111122223333:assumed-role/elb/ECSNetworkingWithELB';
const notAllowed = serviceDeployment.hookDenied('TEST_TRAFFIC_SHIFT', balancerRole, listener);
const unanswered = serviceDeployment.hookTimedOut('POST_TEST_TRAFFIC_SHIFT', 'ecs-pause-1');

/** What ends a rollout although no task tells why. */
export const rolloutCauses: readonly CauseCase[] = [
  {
    code: 'alarm-fired',
    name: 'an alarm went off',
    text: `${serviceDeployment.alarm}shop-5xx`,
    names: 'shop-5xx',
    evidence: facts({ alarms: 'TRIGGERED', alarmNames: ['shop-5xx'], reasons: [`${serviceDeployment.alarm}shop-5xx`] }),
    facts: 'alarm-fired',
  },
  {
    code: 'circuit-breaker',
    name: 'the breaker, and nothing else is known',
    text: rollout.breakerFailed,
    names: 'service api in demo',
    evidence: breakerEvidence,
    facts: 'circuit-breaker',
  },
  {
    code: 'stopped-by-person',
    name: 'StopServiceDeployment',
    text: serviceDeployment.requested,
    names: 'service api in demo',
    evidence: facts({ reasons: [serviceDeployment.requested], undecided: true, status: 'ROLLBACK_IN_PROGRESS' }),
    facts: 'stopped-by-person',
  },
  {
    code: 'alarm-fired',
    name: 'an alarm went off, and CloudWatch says why',
    text: `shop-5xx: ${crossed}`,
    names: 'shop-5xx',
    evidence: facts({
      alarms: 'TRIGGERED',
      alarmNames: ['shop-5xx'],
      alarmReasons: [`shop-5xx: ${crossed}`],
      reasons: [`${serviceDeployment.alarm}shop-5xx`],
      breaker: 'MONITORING_COMPLETE',
    }),
    facts: 'alarm-fired',
  },
  {
    code: 'alarm-fired',
    name: 'only the event tells of an alarm',
    text: `(deployment ecs-svc/2) deployment failed: ${event.alarmDetected}`,
    names: 'service api in demo',
    evidence: { ...base, events: [event.deploymentFailed('ecs-svc/2', event.alarmDetected)] },
  },
  {
    code: 'hook-failed',
    name: 'the function of a lifecycle hook said no',
    text: serviceDeployment.hookFailed('POST_SCALE_UP', check),
    names: check,
    evidence: facts({
      reasons: [serviceDeployment.hookFailed('POST_SCALE_UP', check)],
      failedHook: { target: check, stage: 'POST_SCALE_UP', said: 'returned FAILED status' },
      undecided: true,
    }),
    facts: 'hook-failed',
  },
  {
    code: 'hook-failed',
    name: 'the function of a lifecycle hook answers nothing that ECS understands',
    text: unreadable,
    names: '"hookStatus": "SUCCEEDED"',
    evidence: facts({ reasons: [unreadable], failedHook: { target: check, stage: 'PRE_SCALE_UP', said: unreadable } }),
    facts: 'hook-failed',
  },
  {
    code: 'hook-failed',
    name: 'ECS itself may not move the traffic',
    text: notAllowed,
    names: 'elasticloadbalancing:ModifyListener',
    evidence: facts({ reasons: [notAllowed], failedHook: { stage: 'TEST_TRAFFIC_SHIFT', said: notAllowed } }),
    facts: 'hook-failed',
  },
  {
    code: 'hook-failed',
    name: 'nobody answered a pause',
    text: unanswered,
    names: 'ecs-pause-1',
    evidence: facts({
      reasons: [unanswered],
      failedHook: { target: 'ecs-pause-1', stage: 'POST_TEST_TRAFFIC_SHIFT' },
    }),
    facts: 'hook-failed',
  },
];
