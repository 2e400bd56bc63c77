import { expect, test } from '@jest/globals';
import { AwsError, type AwsErrorKind } from '#aws/aws-error';
import { explainSnapshotError } from '#rds/explain-snapshot-error';

const database = { kind: 'instance', id: 'shop-db' } as const;
const error = (kind: AwsErrorKind, code: string) =>
  new AwsError(kind, code, 'it said so', 'rds:CreateDBSnapshot', undefined);

test.each<readonly [AwsErrorKind, string, string]>([
  ['rejected', 'SnapshotQuotaExceededFault', 'quota-exceeded'],
  ['not-found', 'DBInstanceNotFoundFault', 'not-found'],
  ['rejected', 'InvalidParameterValue', 'invalid-input'],
  ['rejected', 'KMSKeyNotAccessibleFault', 'snapshot-failed'],
  ['rejected', 'SomethingNew', 'snapshot-failed'],
])('%s (%s) is %s, with what RDS said', (kind, code, reason) => {
  expect(explainSnapshotError(error(kind, code), database)).toMatchObject({
    diagnosis: { code: reason, evidence: [`rds:CreateDBSnapshot: ${code}: it said so`] },
  });
});

test.each<AwsErrorKind>(['denied', 'expired', 'no-credentials', 'throttled', 'transient', 'unknown'])(
  '%s is no word of RDS on the snapshot',
  (kind) => {
    const given = error(kind, 'Some');
    expect(explainSnapshotError(given, database)).toBe(given);
  },
);

test('what is no error of AWS is left alone', () => {
  expect(explainSnapshotError('words', database)).toBe('words');
});
