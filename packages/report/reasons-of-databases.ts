import type { Reason } from './reason.ts';

/** Reasons that lie in a database, its migration or its snapshot. */
export const reasonsOfDatabases = {
  'migration-failed': {
    means: 'The migration command ended with an error.',
    fix: (
      where,
    ) => `Read its output in the job summary, then compare the schema version with the one before: a part may have been applied (${where}).
Nothing was rolled out after it. Correct the migration and run again.`,
    givenBy: ['rollout'],
  },
  'migration-lock-timeout': {
    means: 'The migration waited for a lock that another session holds.',
    fix: (
      where,
    ) => `Find the session that holds the lock (PostgreSQL: select * from pg_stat_activity where state <> 'idle') and let it end (${where}).
Then run again, with a longer lock-timeout if the table is busy.`,
    givenBy: [],
  },
  'database-unreachable': {
    means: 'The migration could not connect to its database.',
    fix: (
      where,
    ) => `Check host, port and name in the connection settings, and that the database's security group lets the task's in (${where}).
A stopped or failing-over instance shows in the RDS console.`,
    givenBy: [],
  },
  'snapshot-failed': {
    means: 'The snapshot of the database could not be taken.',
    fix: (
      where,
    ) => `Look at the state of the database in the RDS console: it must be available, with room in the snapshot quota (${where}).
Nothing was changed after it; run again when it is.`,
    givenBy: ['rds'],
  },
} as const satisfies Record<string, Reason>;
