import { expect, test } from '@jest/globals';
import { type History, measureDelivery } from '#github/measure-delivery';
import type { Recorded } from '#github/read-record';
import type { DeliveryView } from '#report/deployment-report';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 0, 31, 12);
let id = 0;

type Said = readonly [state: string, minutesAfter: number, description?: string];

/** A deployment `daysAgo`, with what was said of it so many minutes later. */
function deployed(daysAgo: number, statuses: readonly Said[], more: Partial<Recorded> = {}): Recorded {
  id++;
  const createdAt = now - daysAgo * day;
  return {
    id,
    sha: `${id}`.padStart(40, '0'),
    task: 'deploy',
    createdAt,
    release: `${id}-1`,
    rolledBackFrom: '',
    what: `sha256:${id}`,
    statuses: statuses.map(([state, after, description = '']) => ({
      state,
      at: createdAt + after * 60_000,
      description,
    })),
    ...more,
  };
}

const good: readonly Said[] = [
  ['in_progress', 1, 'traffic moved'],
  ['success', 5, 'succeeded · Deployed'],
];
const badAfterTraffic: readonly Said[] = [
  ['in_progress', 1, 'traffic moved'],
  ['failure', 10, 'rolled-back · crash-loop'],
];
const badBefore: readonly Said[] = [['failure', 2, 'failed · migration-failed']];

interface MetricsCase {
  readonly name: string;
  readonly record: () => readonly Recorded[];
  readonly history?: Partial<History>;
  readonly expected: Partial<DeliveryView>;
}

const cases: readonly MetricsCase[] = [
  {
    name: 'nothing was deployed',
    record: () => [],
    expected: { deployments: 0, perDay: 0, daysWithDeployment: 0, changeFailures: 0, reachedUsers: 0, notRecovered: 0 },
  },
  {
    name: 'three good ones on two days',
    record: () => [deployed(5, good), deployed(5, good), deployed(2, good)],
    expected: { deployments: 3, perDay: 0.1, daysWithDeployment: 2, changeFailureRate: 0, reachedUsers: 3 },
  },
  {
    name: 'a good one became inactive later: it was good',
    record: () => [deployed(5, [...good, ['inactive', 600]])],
    expected: { deployments: 1, changeFailures: 0, changeFailureRate: 0 },
  },
  {
    name: 'the same commit with the same images, run again',
    record: () => {
      const first = deployed(5, good);
      return [first, deployed(4, good, { sha: first.sha, what: first.what })];
    },
    expected: { deployments: 1, reachedUsers: 2 },
  },
  {
    name: 'only what lies in the window',
    record: () => [deployed(31, badAfterTraffic), deployed(29, good)],
    expected: { deployments: 1, changeFailures: 0 },
  },
  {
    name: 'a failure before traffic moved is none that users saw',
    record: () => [deployed(5, badBefore), deployed(4, good)],
    expected: { deployments: 1, changeFailures: 0, changeFailureRate: 0, reachedUsers: 1, stoppedBefore: 1 },
  },
  {
    name: 'a failure after traffic moved, and a fix two hours later',
    record: () => [deployed(5, badAfterTraffic), deployed(5 - 2 / 24, good)],
    // From 10 minutes after the one to 5 minutes after the other.
    expected: {
      deployments: 1,
      changeFailures: 1,
      reachedUsers: 2,
      changeFailureRate: 0.5,
      recovery: { medianMs: 115 * 60_000, count: 1 },
      notRecovered: 0,
    },
  },
  {
    name: 'a good one that a rollback answered an hour later',
    record: () => {
      const bad = deployed(5, good);
      return [bad, deployed(5 - 1 / 24, good, { task: 'rollback', rolledBackFrom: bad.release })];
    },
    // From the beginning of the rollback to its success.
    expected: { deployments: 1, changeFailures: 1, changeFailureRate: 1, recovery: { medianMs: 5 * 60_000, count: 1 } },
  },
  {
    name: 'a rollback from another release says nothing of this one',
    record: () => [deployed(5, good), deployed(4, good, { task: 'rollback', rolledBackFrom: '99999-1' })],
    expected: { changeFailures: 0, changeFailureRate: 0 },
  },
  {
    name: 'a failure that nothing has answered is open, not left out',
    record: () => [deployed(5, good), deployed(1, badAfterTraffic)],
    expected: { changeFailures: 1, notRecovered: 1 },
  },
  {
    name: 'one without an end counts nowhere',
    record: () => [deployed(5, [['in_progress', 1]])],
    expected: { deployments: 0, reachedUsers: 0, changeFailures: 0, stoppedBefore: 0 },
  },
  {
    name: 'a failure that another tool recorded is taken for one that users saw, and that is said',
    record: () => [deployed(5, [['failure', 1]], { release: '' })],
    expected: {
      changeFailures: 1,
      notRecovered: 1,
      notes: ['1 deployments were recorded by other tools: when they failed, it is taken that users saw it'],
    },
  },
];

test.each(cases)('$name', ({ record, history = {}, expected }) => {
  id = 0;
  const made = measureDelivery({
    environment: 'production',
    record: record(),
    commits: new Map(),
    windowDays: 30,
    now,
    notes: [],
    ...history,
  });
  expect(made).toMatchObject(expected);
  for (const name of ['leadTime', 'recovery', 'changeFailureRate'] as const) {
    if (expected[name] === undefined && made.reachedUsers === 0) expect(made).not.toHaveProperty(name);
  }
});

test('lead time is counted over commits, also of several in one deployment, and never below zero', () => {
  const one = deployed(5, good);
  const two = deployed(3, good);
  const at = (recorded: Recorded) => recorded.createdAt + 5 * 60_000;
  const commits = new Map([
    [one.id, [at(one) - 2 * hour]],
    [two.id, [at(two) - 10 * hour, at(two) - 4 * hour, at(two) + hour]],
  ]);
  const made = measureDelivery({
    environment: 'production',
    record: [one, two],
    commits,
    windowDays: 30,
    now,
    notes: [],
  });
  expect(made.leadTime).toEqual({ medianMs: 4 * hour, p90Ms: 10 * hour, commits: 3 });
});
