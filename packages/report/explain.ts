import type { DeploymentReport } from './deployment-report.ts';
import type { Diagnosis } from './diagnosis.ts';
import { findStatements } from './find-statements.ts';

/** How a cause is told: one line, then the lines that show it. */
export interface Explained {
  readonly what: string;
  readonly quoted: readonly string[];
  /** IAM statements to be added, each as one line of JSON; they stand below the fix. */
  readonly statements: readonly string[];
}

/** Of most causes three lines tell enough; these are lists that are only of use as a whole. */
const listed: Readonly<Record<string, number>> = {
  'invalid-input': 30,
  'access-denied': 15,
  'rollback-target-missing': 15,
};

/** A cause as a line and its telling evidence. A list that the line repeats is told once. */
export function explain(cause: Diagnosis): Explained {
  const most = listed[cause.code];
  const told = (line: string) => line.trim() === '' || (most === undefined && cause.what.includes(line.trim()));
  const { statements, rest } = findStatements(cause.code === 'access-denied' ? cause.evidence : []);
  const lines = cause.code === 'access-denied' ? rest : cause.evidence;
  const quoted = lines.filter((line) => !told(line)).slice(0, most ?? 3);
  const repeats =
    cause.code === 'invalid-input' && quoted.length > 1 && quoted.every((line) => cause.what.includes(line));
  return { what: repeats ? cause.what.slice(0, cause.what.indexOf(': ')) : cause.what, quoted, statements };
}

/** Every distinct cause of a report, the run's own first, then those of rows and migrations, in their order. */
export function causesOf(report: DeploymentReport): readonly Diagnosis[] {
  const all = [
    report.diagnosis,
    ...report.migrations.map((migration) => migration.diagnosis),
    ...report.rows.map((row) => row.diagnosis),
    ...(report.builds ?? []).map((build) => build.diagnosis),
  ];
  const seen = new Map<string, Diagnosis>();
  for (const cause of all) {
    if (cause !== undefined && !seen.has(`${cause.code}\n${cause.what}`))
      seen.set(`${cause.code}\n${cause.what}`, cause);
  }
  return [...seen.values()];
}

/** What a row's service runs now, beside what the run wanted. `untouched`: nothing was moved, whatever serves. */
export type Serving = 'new' | 'previous' | 'untouched' | 'same' | 'other' | 'unknown';

export function servingOf({ serving, from, to, verdict, rollout }: DeploymentReport['rows'][number]): Serving {
  if (serving === undefined) return neverMoved.includes(verdict) ? 'untouched' : 'unknown';
  if (serving.id === to?.id) return serving.id === from?.id ? 'same' : 'new';
  if (serving.id !== from?.id) return 'other';
  const isUntouched = rollout === undefined ? !movedBack.includes(verdict) : neverMoved.includes(verdict);
  return isUntouched ? 'untouched' : 'previous';
}

const neverMoved: readonly string[] = ['skipped', 'planned'];
/** What a run that died left behind is put back without a rollout of our own before it. */
const movedBack: readonly string[] = ['rolled-back', 'rollback-failed'];
