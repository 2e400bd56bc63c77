import type { ReportMigration } from '#report/deployment-report';
import type { Verdict } from '#report/verdict';

/** Ends of a task that nobody saw through: its command may have run. */
const cutOff: readonly Verdict[] = ['timed-out', 'cancelled', 'unknown'];

/** A command that ran, was cut off, or may have been started may have changed anything, unless the schema's version is known to be what it was. */
export const hasMigrated = ({ task, verdict, exitCode, schemaBefore, schemaAfter }: ReportMigration): boolean =>
  (exitCode !== undefined || verdict === 'unknown' || (task !== undefined && cutOff.includes(verdict))) &&
  (schemaBefore === undefined || schemaBefore !== schemaAfter);
