import type { FaultRule } from '../../../../local-aws/faults/rules.ts';
import type { Interruption, State } from './axes.ts';
import { forget } from './stage-state.ts';

const lines = ['one', 'two', 'three', 'four', 'five', 'six'];
const runs = { kind: 'runs', log: lines, stopCode: 143 } as const;
const slow = { kind: 'exits', code: 0, after: 600_000, log: lines } as const;
const cancelled: Interruption = { at: { cancelAfter: 100_000 } };
const asked: Interruption = { at: { cancelAt: { operation: 'RunTask', when: 'after' } } };
const byUs = { verdict: 'cancelled', code: 'stopped-by-person', log: 'some' } as const;
const unanswered: FaultRule = { operation: 'ecs:RunTask', do: { kind: 'drop-connection', after: true } };
const gone = (from: number, until?: number): FaultRule => ({
  operation: /./,
  from,
  ...(until === undefined ? {} : { until }),
  do: { kind: 'drop-connection' },
});

/** Tasks whose run is ended, or loses sight of them. */
export const interrupted: readonly State[] = [
  {
    name: 'cancelled while it runs',
    fate: runs,
    end: cancelled,
    told: { ...byUs, says: /was asked to stop|runs on/ },
    left: { post: 'cancelled', postSays: /has ended: exit 143 in container app/ },
  },
  {
    name: 'cancelled while it runs, and left',
    fate: slow,
    with: { 'on-cancel': 'leave' },
    end: cancelled,
    told: { ...byUs, says: /its task runs on/ },
    left: { running: 1, next: 'failed' },
  },
  {
    name: 'cancelled while AWS starts it',
    fate: runs,
    faults: [{ operation: 'ecs:RunTask', do: { kind: 'latency', ms: 8_000 } }],
    end: asked,
    told: { ...byUs, says: /so it may run/ },
    left: { post: 'cancelled', postSays: /^$|was stopped before its container ran/ },
  },
  {
    name: 'killed while it runs',
    fate: runs,
    end: { ...cancelled, killed: true },
    told: { log: 'some' },
    left: { post: 'failed', postSays: /has ended: exit 143 in container app/ },
  },
  {
    name: 'killed while AWS starts it',
    fate: runs,
    end: { ...asked, killed: true },
    told: { log: 'some' },
    left: { started: [0, 1], post: 'failed', postSays: /^$|was stopped before its container ran/ },
  },
  {
    name: 'its machine dies',
    fate: { ...slow, after: 200_000 },
    end: { ...cancelled, killed: true, post: false },
    told: { log: 'some' },
    left: { running: 1, next: 'succeeded' },
  },
  {
    name: 'AWS knows it no more',
    fate: runs,
    when: ['RUNNING', forget],
    told: { verdict: 'unknown', code: 'unknown', says: /does not know the task any more/, log: 'some' },
  },
  {
    name: 'AWS is out of sight for a minute',
    fate: { kind: 'exits', code: 0, after: 40_000, log: lines },
    faults: [gone(40_000, 100_000)],
    told: { verdict: 'succeeded', exitCode: 0, late: 60_000 },
  },
  {
    name: 'AWS is out of sight for good',
    fate: { ...slow, after: 400_000 },
    faults: [gone(60_000)],
    told: { verdict: 'unknown', code: 'unknown', says: /its end could not be seen/, log: 'some' },
    left: { running: 1, next: 'succeeded' },
  },
  {
    name: 'the answers to its start are lost',
    fate: { kind: 'exits', code: 0, after: 60_000, log: lines },
    faults: [unanswered],
    told: { verdict: 'succeeded', exitCode: 0 },
  },
  {
    name: 'the answers to its start are lost, and it cannot be looked for',
    fate: { kind: 'exits', code: 0, after: 200_000, log: lines },
    faults: [unanswered, { operation: 'ecs:ListTasks', body: 'startedBy', do: { kind: 'server-error' } }],
    told: { verdict: 'unknown', code: 'unknown', says: /so it may run/, log: 'some' },
    left: { running: 1, next: 'succeeded' },
  },
  {
    name: 'its start is answered with trouble, and none was made',
    faults: [{ operation: 'ecs:RunTask', do: { kind: 'server-error' } }],
    told: { verdict: 'unknown', code: 'unknown', says: /so it may run/ },
    left: { started: [0] },
  },
  {
    name: 'the credentials expire',
    fate: { ...slow, after: 300_000 },
    faults: [{ operation: /./, from: 60_000, do: { kind: 'expired-token' } }],
    told: { verdict: 'unknown', code: 'credentials-expired', says: /expired/, log: 'some' },
    left: { running: 1, next: 'succeeded' },
  },
];
