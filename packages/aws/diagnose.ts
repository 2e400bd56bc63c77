import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { AwsTrouble } from './aws-error.ts';
import { missingStatement } from './missing-statement.ts';

/**
 * The diagnosis of an AWS call that failed for good: `access-denied` (its evidence carries the missing IAM statement as a
 * line of JSON), `credentials-expired`, `no-credentials`, `throttled`, `not-found`, `invalid-input` for what AWS refuses, `unknown` for
 * trouble on AWS's side or the way there, and for what ended without any answer. `where` names the resource: `service web`.
 */
export function awsDiagnosis(error: AwsTrouble, where: string): Diagnosis {
  const said = `${error.operation}: ${error.code}: ${error.message}`;
  switch (error.kind) {
    case 'denied':
      return denied(error, where, said);
    case 'expired':
      return diagnosis('credentials-expired', {
        what: `the credentials expired before ${error.operation}`,
        where,
        evidence: [said],
        fix: `Set role-to-assume on this step (permissions: id-token: write), so that it renews its credentials itself, or ask for longer ones in the step before.
What was started goes on without us: run again, and what it has become is found (${where}).`,
      });
    case 'no-credentials':
      return noCredentials(error, where, said);
    case 'throttled':
      return diagnosis('throttled', {
        what: `AWS refused ${error.operation} for 30 s because of its rate limit`,
        where,
        evidence: [said],
        fix: 'Run again; if it stays, fewer jobs should call the same API of this account and region at once.',
      });
    case 'not-found':
      return diagnosis('not-found', {
        what: `${error.operation} found nothing: ${error.message}`,
        where,
        evidence: [said],
        fix: `Correct the name, or the region and account looked in (${where}).`,
      });
    case 'transient':
      return diagnosis('unknown', {
        what: `AWS could not be reached or had trouble in ${error.operation}: ${error.message}`,
        where,
        evidence: [said],
        fix: 'Run again: every step finds what was done before it.',
        confidence: 'likely',
      });
    case 'rejected':
      return diagnosis('invalid-input', {
        what: `AWS refused ${error.operation}: ${error.message}`,
        where,
        evidence: [said],
        fix: `Correct what AWS names in its answer (${where}).`,
        confidence: 'likely',
      });
    case 'unknown':
      return diagnosis('unknown', {
        what: `${error.operation} ended without an answer of AWS: ${error.message}`,
        where,
        evidence: [said],
        fix: `Run again with debug logging: every step finds what was done before it. If it stays, report it with the line that ${error.operation} left (${where}).`,
        confidence: 'guess',
      });
  }
}

/** The SDK found none, or AWS does not know the ones that it was given. */
function noCredentials(error: AwsTrouble, where: string, said: string): Diagnosis {
  const missing = /Provider/.test(error.code);
  return diagnosis('no-credentials', {
    what: missing
      ? 'there are no AWS credentials: neither role-to-assume nor AWS_ACCESS_KEY_ID is set'
      : 'AWS does not know the credentials of the environment: deleted, deactivated, or of another partition',
    where,
    evidence: [said],
    ...(missing
      ? {}
      : { fix: `Replace AWS_ACCESS_KEY_ID and its companions, or set role-to-assume instead (${where}).` }),
  });
}

function denied(error: AwsTrouble, where: string, said: string): Diagnosis {
  const statement = missingStatement(error.message, error.operation);
  const explicit = /explicit deny/i.test(error.message);
  return diagnosis('access-denied', {
    what: `the role may not call ${statement.Action}${explicit ? ': a policy denies it explicitly' : ''}`,
    where,
    evidence: [said, JSON.stringify(statement)],
    fix: explicit
      ? `Remove the explicit deny of ${statement.Action} (service control policy, boundary or policy) for this role.`
      : `Add the IAM statement below to the role that deploys (${statement.Action}).`,
  });
}
