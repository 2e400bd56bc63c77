import type { ReasonCode } from '#report/reasons';

/** A migration whose container exits 1 after these lines. */
export interface MigrationCase {
  readonly code: ReasonCode;
  readonly name: string;
  readonly log: readonly string[];
  /** What the cause must say. */
  readonly what: RegExp;
}

export const migrationFailures: readonly MigrationCase[] = [
  {
    code: 'migration-failed',
    name: 'an SQL error of SQLAlchemy',
    log: [
      'INFO running',
      'sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedColumn) column "x" does not exist',
      '[SQL: ALTER TABLE users DROP COLUMN x]',
    ],
    what: /UndefinedColumn/,
  },
  {
    code: 'migration-lock-timeout',
    name: 'lock_timeout of PostgreSQL',
    log: ['psycopg2.errors.LockNotAvailable: canceling statement due to lock timeout'],
    what: /lock timeout/,
  },
  {
    code: 'migration-lock-timeout',
    name: 'lock wait of MySQL',
    log: ['ERROR 1205 (HY000): Lock wait timeout exceeded; try restarting transaction'],
    what: /Lock wait/,
  },
  {
    code: 'database-unreachable',
    name: 'no answer on the port',
    log: ['connection to server at "db" (10.0.0.5), port 5432 failed: timeout expired'],
    what: /db/,
  },
  {
    code: 'database-unreachable',
    name: 'no such host',
    log: ['Error: getaddrinfo ENOTFOUND db.internal', '    at x'],
    what: /ENOTFOUND/,
  },
  { code: 'migration-failed', name: 'nothing was written', log: [], what: /exits 1/ },
];
