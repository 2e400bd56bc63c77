import type { FailureEvidence, RolloutFacts } from '#ecs/diagnose/causes/evidence';
import { rollout, serviceDeployment } from '../../local-aws/texts.ts';
import { base, type CauseCase } from './ecs-causes.ts';

const facts = (given: Partial<RolloutFacts>): FailureEvidence => ({
  ...base,
  rollout: { reasons: [], alarmNames: [], ...given },
});
const breakerEvidence = facts({ breaker: 'TRIGGERED', reasons: [rollout.breakerFailed], status: 'STOPPED' });

/** What ends a rollout although no task tells why. */
export const rolloutCauses: readonly CauseCase[] = [
  {
    code: 'alarm-fired',
    name: 'an alarm went off',
    text: `${serviceDeployment.alarm}shop-5xx`,
    names: 'shop-5xx',
    evidence: facts({ alarms: 'TRIGGERED', alarmNames: ['shop-5xx'], reasons: [`${serviceDeployment.alarm}shop-5xx`] }),
    reworded: {
      code: 'unknown',
      text: 'CloudWatch was not amused.',
      evidence: facts({ reasons: ['CloudWatch was not amused.'], alarms: 'MONITORING' }),
    },
  },
  {
    code: 'circuit-breaker',
    name: 'the breaker, and nothing else is known',
    text: rollout.breakerFailed,
    names: 'service api in demo',
    evidence: breakerEvidence,
    reworded: { code: 'unknown', text: 'Enough.', evidence: facts({ reasons: ['Enough.'], status: 'FAILED' }) },
  },
  {
    code: 'stopped-by-person',
    name: 'StopServiceDeployment',
    text: serviceDeployment.requested,
    names: 'service api in demo',
    evidence: facts({ reasons: [serviceDeployment.requested], undecided: true, status: 'ROLLBACK_IN_PROGRESS' }),
    reworded: {
      code: 'stopped-by-person',
      text: 'Halted.',
      evidence: facts({ reasons: ['Halted.'], undecided: true, status: 'STOPPED' }),
    },
  },
  {
    code: 'hook-failed',
    name: 'a lifecycle hook failed',
    text: 'Service deployment rolled back because of a hook.',
    names: 'arn:aws:lambda:eu-central-1:111122223333:function:check',
    evidence: facts({
      reasons: ['Service deployment rolled back because of a hook.'],
      failedHook: 'arn:aws:lambda:eu-central-1:111122223333:function:check',
    }),
    reworded: { code: 'unknown', text: 'The check said no.', evidence: facts({ reasons: ['The check said no.'] }) },
  },
];
