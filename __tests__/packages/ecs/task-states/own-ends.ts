import type { State } from './axes.ts';
import { forgetCode, interruptIt, migrate, stopIt } from './stage-state.ts';

const lines = ['one', 'two', 'three', 'four', 'five', 'six'];
const locked = 'psycopg2.errors.LockNotAvailable: canceling statement due to lock timeout';
const runs = { kind: 'runs', log: lines, stopCode: 143 } as const;

/** Tasks whose container runs and ends without us, or because its time is up. */
export const ownEnds: readonly State[] = [
  { name: 'exits 0', told: { verdict: 'succeeded', exitCode: 0 } },
  {
    name: 'exits 0 within a second',
    fate: { kind: 'exits', code: 0, after: 100, log: ['one', 'two'] },
    told: { verdict: 'succeeded', exitCode: 0 },
  },
  {
    name: 'exits 0 without a word',
    fate: { kind: 'exits', code: 0, after: 2_000 },
    told: { verdict: 'succeeded', exitCode: 0, late: 5_000 },
  },
  {
    name: 'exits 0 after 90 s',
    fate: { kind: 'exits', code: 0, after: 90_000, log: lines },
    told: { verdict: 'succeeded', exitCode: 0 },
  },
  {
    name: 'exits 7, its log names the error',
    fate: { kind: 'exits', code: 7, after: 2_000, log: ['one', 'Error: relation "users" already exists'] },
    told: { verdict: 'failed', code: 'migration-failed', exitCode: 7, says: /exits 7: .*already exists/ },
  },
  {
    name: 'exits 7 without a word about it',
    fate: { kind: 'exits', code: 7, after: 5_000, log: ['one'] },
    told: { verdict: 'failed', code: 'migration-failed', exitCode: 7, says: /exits 7/ },
  },
  {
    name: 'a lock is held in the database',
    fate: { kind: 'exits', code: 1, after: 8_000, log: ['one', locked] },
    told: { verdict: 'failed', code: 'migration-lock-timeout', exitCode: 1, says: /lock timeout/ },
  },
  {
    name: 'out of memory',
    fate: { kind: 'out-of-memory', after: 3_000, log: lines },
    told: { verdict: 'failed', code: 'out-of-memory', exitCode: 137, says: /OutOfMemory/ },
  },
  {
    name: 'stopped by somebody while it runs',
    fate: runs,
    when: ['RUNNING', (side, task) => side.shop.clock.at(side.shop.clock.now() + 10_000, () => stopIt(side, task))],
    told: { verdict: 'failed', code: 'stopped-by-person', exitCode: 143, says: /Task stopped by user/ },
  },
  {
    name: 'AWS takes its capacity back',
    fate: runs,
    when: ['RUNNING', interruptIt],
    told: { verdict: 'failed', code: 'spot-interrupted', exitCode: 143, says: /Spot/ },
  },
  {
    name: 'its exit code is never told',
    fate: { kind: 'exits', code: 0, after: 20_000, log: lines },
    when: ['RUNNING', forgetCode],
    told: { verdict: 'unknown', code: 'unknown', says: /no exit code/ },
  },
  {
    name: 'a side-car exits first',
    fate: { kind: 'exits', code: 0, after: 20_000, log: lines },
    sideCar: { fate: { kind: 'exits', code: 1, after: 500 } },
    told: { verdict: 'succeeded', exitCode: 0 },
  },
  {
    name: 'a side-car never exits',
    sideCar: { fate: { kind: 'runs' } },
    told: { verdict: 'succeeded', exitCode: 0 },
  },
  {
    name: 'an essential side-car never exits',
    sideCar: { fate: { kind: 'runs' }, essential: true },
    with: { 'container-name': 'app' },
    told: { verdict: 'succeeded', exitCode: 0 },
  },
  {
    name: 'an essential side-car dies first',
    fate: runs,
    sideCar: { fate: { kind: 'exits', code: 3, after: 15_000 }, essential: true },
    with: { 'container-name': 'app' },
    told: { verdict: 'failed', code: 'exit-code', exitCode: 143, says: /"agent" exits 3/ },
  },
  {
    name: 'its time is up',
    fate: runs,
    told: { verdict: 'timed-out', code: 'deadline-exceeded', says: /had not ended after 4 minutes/ },
  },
  {
    name: 'its time is up, and it does not listen to SIGTERM',
    fate: { ...runs, stopsIn: 60_000 },
    told: { verdict: 'timed-out', code: 'deadline-exceeded', says: /had not ended after 4 minutes/ },
  },
  {
    name: 'another run starts at the same moment',
    // Ours has looked for others, and does not know it yet.
    faults: [{ operation: 'ecs:ListTasks', nth: 1, do: { kind: 'latency', ms: 3_000 } }],
    before({ shop, ...side }) {
      shop.clock.at(shop.clock.now() + 1_000, () => {
        void migrate({ shop, ...side }, { kind: 'exits', code: 0, after: 20_000 }, 0);
      });
    },
    told: { verdict: 'succeeded', exitCode: 0 },
    left: { started: [1, 2] },
  },
];
