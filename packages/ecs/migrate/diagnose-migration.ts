import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { ReasonCode } from '#report/reasons';
import { tellingLine } from '../diagnose/telling-line.ts';
import type { TaskEnd } from '../task/task-spec.ts';

/** PostgreSQL (lock_timeout, 55P03), MySQL and SQL Server, and what drivers make of them. */
const lock =
  /canceling statement due to lock timeout|LockNotAvailable|lock_timeout|could not obtain lock|Lock wait timeout exceeded|Lock request time ?out|database is locked/i;

/** libpq, psycopg, asyncpg, node-postgres, JDBC, MySQL. */
const unreachable =
  /could not (?:connect to server|translate host name)|connection to server .* failed|ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|Connection refused|Name or service not known|Can't (?:connect|reach) (?:to )?(?:database server|MySQL server)|Communications link failure|no pg_hba\.conf entry|timeout expired|server closed the connection unexpectedly|getaddrinfo/i;

/** What ends a migration from outside, whatever its exit code and log are then. */
const notItsDoing: readonly ReasonCode[] = [
  'out-of-memory',
  'image-platform-mismatch',
  'stopped-by-person',
  'spot-interrupted',
];

/**
 * What a migration's end means: `migration-lock-timeout` and `database-unreachable` by what the program wrote, else
 * `migration-failed` with its SQL error or exception. Ends that are not the migration's own doing keep their cause.
 * `undefined` when it succeeded.
 */
export function diagnoseMigration(name: string, end: TaskEnd): Diagnosis | undefined {
  if (end.kind !== 'exited') return end.why;
  if (end.exitCode === 0) return undefined;
  if (end.why !== undefined && (end.endedBy !== undefined || notItsDoing.includes(end.why.code))) return end.why;
  const cause = causeIn(end.lines);
  const evidence = [cause.line, ...end.lines.slice(-20), ...(end.why?.evidence ?? [])].filter(
    (line) => line !== undefined,
  );
  return diagnosis(cause.code, {
    what: `migration "${name}" exits ${end.exitCode}${cause.line === undefined ? '' : `: ${cause.line}`}`,
    where: end.why?.where ?? `migration ${name}`,
    evidence: [...new Set(evidence)],
    confidence: cause.line === undefined ? 'likely' : 'certain',
  });
}

function causeIn(lines: readonly string[]): {
  readonly code: 'migration-lock-timeout' | 'database-unreachable' | 'migration-failed';
  readonly line: string | undefined;
} {
  const last = lines.slice(-60);
  const locked = last.findLast((line) => lock.test(line));
  if (locked !== undefined) return { code: 'migration-lock-timeout', line: locked.trim() };
  const away = last.findLast((line) => unreachable.test(line));
  if (away !== undefined) return { code: 'database-unreachable', line: away.trim() };
  return { code: 'migration-failed', line: tellingLine(last) };
}
