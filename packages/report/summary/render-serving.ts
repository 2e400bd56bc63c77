import type { DeploymentReport, ReportRow } from '#report/deployment-report';
import { type Serving, servingOf } from '#report/explain';
import { code, text } from '#report/markdown-text';
import { shortCommit } from '#report/revision-change';

const which: Readonly<Record<Serving, string>> = {
  new: 'the new release',
  previous: 'the previous release',
  same: 'the same release as before',
  other: 'another release than this run knows',
  unknown: 'not known',
};
const order: readonly Serving[] = ['unknown', 'other', 'previous', 'new', 'same'];

/** What serves now, in one sentence; `''` when the run had to do with no service. */
export function renderServing(report: DeploymentReport): string {
  const { rows, verdict } = report;
  const [only] = rows;
  if (only === undefined) return '';
  if (rows.length === 1) return `**Serving now:** ${servedBy(only, verdict === 'planned' || verdict === 'started')}`;
  const groups = order.map((kind) => ({ kind, of: rows.filter((row) => servingOf(row) === kind) }));
  const some = groups.filter(({ of }) => of.length > 0);
  const [first] = some;
  if (some.length === 1 && first !== undefined) {
    return `**Serving now:** ${first.kind === 'unknown' ? 'not known for any of' : `${which[first.kind]} of all`} ${rows.length} services`;
  }
  const clauses = some.map(
    ({ kind, of }) => `${kind === 'unknown' ? 'not known for' : `${which[kind]} of`} ${names(of)}`,
  );
  return `**Serving now:** ${clauses.join('; ')}`;
}

function servedBy(row: ReportRow, early: boolean): string {
  const { serving } = row;
  if (serving === undefined) return early ? 'not looked at' : 'not known; look at the service before anything else';
  const facts = [which[servingOf(row)]];
  if (serving.commit) facts.push(`commit ${code(shortCommit(serving.commit), 60)}`);
  if (serving.release) facts.push(`release ${code(serving.release, 60)}`);
  return `${code(serving.label, 120)}, ${facts.join(', ')}`;
}

function names(rows: readonly ReportRow[]): string {
  const shown = rows.slice(0, 6).map((row) => `**${text(row.name, 60)}**`);
  return rows.length > 6 ? `${shown.join(', ')} and ${rows.length - 6} more` : shown.join(', ');
}
