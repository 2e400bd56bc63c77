import { AwsError, type AwsErrorKind } from '#aws/aws-error';
import { type DiagnosisParts, diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import { type DatabaseRef, nameOf } from './snapshot.ts';

/** The code without `Fault`: RDS writes some codes with it on the wire and some without, SDK clients add it. */
const codeOf = (error: AwsError): string => error.code.replace(/Fault$/, '');

/** Whether RDS refused because the database is busy: another backup, a modification. */
export const isBusy = (error: unknown): error is AwsError =>
  error instanceof AwsError && /^InvalidDB(Instance|Cluster)State$/.test(codeOf(error));

export const alreadyExists = (error: unknown): error is AwsError =>
  error instanceof AwsError && /^DB(Cluster)?SnapshotAlreadyExists$/.test(codeOf(error));

/** With which RDS itself speaks of the snapshot. */
const answers: readonly AwsErrorKind[] = ['rejected', 'not-found'];

/**
 * What a refused snapshot means: `quota-exceeded`, `not-found`, `invalid-input` or `snapshot-failed`. Errors that tell
 * of credentials, permissions, the network or nothing known are given back as they are: the aws room explains them.
 */
export function explainSnapshotError(error: unknown, database: DatabaseRef): unknown {
  if (!(error instanceof AwsError) || !answers.includes(error.kind)) return error;
  const where = nameOf(database);
  const evidence = [`${error.operation}: ${error.code}: ${error.message}`];
  const failure = (code: Parameters<typeof diagnosis>[0], parts: Partial<DiagnosisParts> & { what: string }) =>
    new Failure(diagnosis(code, { where, evidence, ...parts }), { cause: error });
  switch (codeOf(error)) {
    case 'SnapshotQuotaExceeded':
      return failure('quota-exceeded', {
        what: `no room for a snapshot of ${where}: ${error.message}`,
        fix: `Delete manual snapshots that nobody needs, or let the input keep do it (${where}).
Or ask for more in Service Quotas: RDS, manual DB ${database.kind} snapshots.`,
      });
    case 'DBInstanceNotFound':
    case 'DBClusterNotFound':
      return failure('not-found', { what: `${where} went away while it was being snapshotted` });
    case 'InvalidParameterValue':
    case 'InvalidParameterCombination':
    case 'MissingParameter':
      return failure('invalid-input', {
        what: `RDS refuses the snapshot: ${error.message}`,
        fix: `Correct snapshot-id or resource-tags: a name starts with a letter, has letters, digits and single hyphens (${where}).`,
      });
    case 'KMSKeyNotAccessible':
      return failure('snapshot-failed', {
        what: `the key that encrypts ${where} cannot be used: ${error.message}`,
        fix: `Enable the KMS key of ${where}, and let the role of this job use it (kms:CreateGrant, kms:DescribeKey).`,
      });
    default:
      return failure('snapshot-failed', { what: `RDS refuses the snapshot of ${where}: ${error.message}` });
  }
}
