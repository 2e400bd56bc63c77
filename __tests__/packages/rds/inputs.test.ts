import { expect, test } from '@jest/globals';
import type { InputValues } from '#base/input-kinds';
import { snapshotInputs, snapshotStepInputs, snapshotStepTarget, snapshotTarget } from '#rds/inputs';
import type { Failure } from '#report/failure';

type Values = InputValues<typeof snapshotInputs>;

const defaults: Values = {
  'db-instance': undefined,
  'db-cluster': undefined,
  'snapshot-id': undefined,
  wait: true,
  keep: undefined,
  'resource-tags': undefined,
  'timeout-minutes': 3_600_000,
};

test('the row defaults are those of the contract', () => {
  expect(snapshotInputs['timeout-minutes'].kind.parse('60')).toBe(3_600_000);
  expect([snapshotInputs.wait.default, snapshotInputs['timeout-minutes'].default]).toEqual(['true', '60']);
  expect(Object.keys(snapshotStepInputs).every((name) => name.startsWith('snapshot-'))).toBe(true);
  expect(() => snapshotInputs.keep.kind.parse('0')).toThrow('not in range');
});

test('an instance and a cluster', () => {
  expect(snapshotTarget({ ...defaults, 'db-instance': 'shop-db', keep: 3 })).toEqual({
    kind: 'instance',
    id: 'shop-db',
    tags: {},
    wait: true,
    timeoutMs: 3_600_000,
    keep: 3,
  });
  expect(snapshotTarget({ ...defaults, 'db-cluster': 'patient', 'resource-tags': { a: '1' } })).toMatchObject({
    kind: 'cluster',
    id: 'patient',
    tags: { a: '1' },
  });
});

const step = {
  'snapshot-db-instance': undefined,
  'snapshot-db-cluster': undefined,
  'snapshot-id': undefined,
  'snapshot-keep': undefined,
  'snapshot-timeout-minutes': 60_000,
};

test('without a database a deployment takes no snapshot', () => {
  expect(snapshotStepTarget(step)).toBeUndefined();
  expect(snapshotStepTarget({ ...step, 'snapshot-db-cluster': 'patient' })).toMatchObject({
    kind: 'cluster',
    wait: true,
  });
});

const refused = [
  { name: 'none', read: () => snapshotTarget(defaults), what: 'neither db-instance nor db-cluster is given' },
  {
    name: 'two',
    read: () => snapshotTarget({ ...defaults, 'db-instance': 'a', 'db-cluster': 'b' }),
    what: 'both db-instance and db-cluster are given',
  },
  {
    name: 'two of a deployment',
    read: () => snapshotStepTarget({ ...step, 'snapshot-db-instance': 'a', 'snapshot-db-cluster': 'b' }),
    what: 'both snapshot-db-instance and snapshot-db-cluster are given',
  },
];

test.each(refused)('refuses $name', ({ read, what }) => {
  let failure: Failure | undefined;
  try {
    read();
  } catch (error) {
    failure = error as Failure;
  }
  expect(failure?.diagnosis).toMatchObject({ code: 'invalid-input', what });
});
