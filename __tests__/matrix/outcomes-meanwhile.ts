import { blueGreen } from '../local-aws/ecs/by-stages.ts';
import type { Outcome } from './axes.ts';
import { deployTheirs, fire, stopIt } from './far-side.ts';
import { alarms, breaker } from './outcomes.ts';

/** Ended by the failing tasks neither of ECS nor by us: what happens first from outside decides. */
const patient = { 'fail-fast': 'false' };
const byAlarm = {
  end: { verdict: 'rolled-back', code: 'alarm-fired', serves: 'old' },
  text: /shop-5xx|alarm/,
  names: /shop-5xx/,
  decidedBy: 'ecs',
} as const;
/** ECS says who has stopped it, or only that it goes back, though nothing has failed it. */
const byPerson = {
  end: { verdict: 'rolled-back', code: 'stopped-by-person', serves: 'old' },
  text: /user request|stopped by user|rolling back/,
  names: /web/,
  decidedBy: 'others',
} as const;
const byTheirs = {
  end: { verdict: 'superseded', code: 'in-progress-elsewhere', serves: 'theirs' },
  text: /PRIMARY: .*web:\d/,
  names: /web:\d/,
  decidedBy: 'others',
} as const;

/**
 * What is done to a deployment while its tasks start, or fail. What has ended it is the cause, not what would have: the
 * tasks that fail stand in the evidence.
 */
export const meanwhile: readonly Outcome[] = [
  {
    name: 'an alarm goes back while tasks start',
    configuration: { alarms },
    at: [[8_000, fire]],
    admits: 'fine',
    ...byAlarm,
  },
  {
    name: 'an alarm goes back while tasks fail',
    configuration: { alarms },
    with: patient,
    at: [[60_000, fire]],
    admits: 'failing',
    ...byAlarm,
  },
  {
    name: 'somebody stops it while tasks start',
    configuration: breaker,
    at: [[8_000, stopIt]],
    admits: 'fine',
    ...byPerson,
  },
  {
    name: 'somebody stops it while tasks fail',
    configuration: {},
    with: patient,
    at: [[60_000, stopIt]],
    admits: 'failing',
    ...byPerson,
  },
  {
    name: 'somebody deploys another revision while tasks fail',
    configuration: {},
    with: patient,
    at: [[60_000, deployTheirs]],
    admits: 'failing',
    ...byTheirs,
  },
  {
    name: 'blue/green, an alarm while tasks fail',
    configuration: blueGreen({ alarms }),
    with: patient,
    at: [[60_000, fire]],
    admits: 'failing unbalanced',
    ...byAlarm,
  },
  {
    name: 'blue/green, somebody deploys another revision',
    configuration: blueGreen(),
    at: [[60_000, deployTheirs]],
    admits: 'fine',
    ...byTheirs,
  },
];
