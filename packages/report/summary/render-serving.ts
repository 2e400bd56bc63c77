import type { DeploymentReport, ReportRow } from '#report/deployment-report';
import { type Serving, servingOf } from '#report/explain';
import { code, link, strong, text } from '#report/markdown-text';
import { shortCommit } from '#report/revision-change';
import { isOnlyRegistered } from '#report/task-definitions';
import { serviceLink } from './service-link.ts';

const order: readonly Serving[] = ['unknown', 'other', 'previous', 'new', 'same', 'untouched'];

/** What serves now, in one sentence; `''` when the run had to do with no service. */
export function renderServing(report: DeploymentReport): string {
  const [only] = report.rows;
  if (only === undefined || isOnlyRegistered(report)) return '';
  return `**Serving now:** ${report.rows.length === 1 ? servedBy(only, report) : servedByAll(report)}`;
}

function servedBy(row: ReportRow, report: DeploymentReport): string {
  const { serving, health } = row;
  if (serving !== undefined) {
    const facts = [which(servingOf(row), report.action)];
    if (serving.commit) facts.push(`commit ${code(shortCommit(serving.commit), 60)}`);
    if (serving.release) facts.push(`release ${code(serving.release, 60)}`);
    return `${code(serving.label, 120)}, ${facts.join(', ')}`;
  }
  if (servingOf(row) === 'untouched') return 'what served before; this run touched nothing';
  if (report.verdict === 'started') return 'the old release until the rollout ends; this step did not look';
  // After a cancel `post` may still settle it: the line about what comes next says so.
  const when = report.verdict === 'cancelled' ? '' : ' before anything else';
  const look = link('look at the service', serviceLink(row, report.region));
  return `not settled${health === undefined ? '' : ` (${text(health, 200)})`}; ${look}${when}`;
}

function servedByAll({ rows, action }: DeploymentReport): string {
  const groups = order.map((kind) => ({ kind, of: rows.filter((row) => servingOf(row) === kind) }));
  const some = groups.filter(({ of }) => of.length > 0);
  const all = rows.length === 2 ? 'both services' : `all ${rows.length} services`;
  const clauses = some.map(({ kind, of }) => {
    const whom = some.length === 1 ? all : names(of);
    return kind === 'unknown' ? `not settled for ${whom}` : `${which(kind, action)} on ${whom}`;
  });
  return clauses.join('; ');
}

function which(kind: Serving, action: string): string {
  switch (kind) {
    case 'new':
      return action === 'rollback' ? 'the release asked for' : 'the new release';
    case 'previous':
      return action === 'rollback' ? 'the release that was to be left' : 'the previous release';
    case 'untouched':
      return 'untouched';
    case 'same':
      return 'the same release as before';
    case 'other':
      return 'a release of someone else';
    case 'unknown':
      return 'not settled';
  }
}

function names(rows: readonly ReportRow[]): string {
  const shown = rows.slice(0, 6).map((row) => strong(row.name, 60));
  return rows.length > 6 ? `${shown.join(', ')} and ${rows.length - 6} more` : shown.join(', ');
}
