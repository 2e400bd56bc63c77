import type { DeploymentReport, ReportRow, RevisionView } from '#report/deployment-report';
import { duration } from '#report/duration';
import { servingOf } from '#report/explain';
import { code, fenced, folded, link, strong, table, text } from '#report/markdown-text';
import { revisionChange, short, shortDigest } from '#report/revision-change';
import { isOnlyRegistered } from '#report/task-definitions';
import type { Verdict } from '#report/verdict';
import { wordsIn } from '#report/verdict-words';
import { serviceLink } from './service-link.ts';

const mostRows = 60;
/** After these, the rollout itself may have to be looked up again. */
const open: readonly Verdict[] = ['unknown', 'rollback-failed', 'timed-out', 'cancelled', 'paused', 'started'];

/** A row a service: result, revisions, image, health; then the identity of every rollout that is not settled. */
export function renderRows(report: DeploymentReport): string {
  const rows = report.rows.slice(0, mostRows);
  if (rows.length === 0) return '';
  const places = [...new Set(rows.map((row) => row.place))];
  const told = rows.some((row) => row.serving !== undefined && servingOf(row) !== 'new' && servingOf(row) !== 'same');
  const head = [
    isOnlyRegistered(report) ? 'Task definition' : 'Service',
    'Result',
    'Revision',
    ...(told ? ['Serves now'] : []),
    told ? 'New image' : 'Image',
    'Health',
    'Took',
  ];
  const cells = rows.map((row) => [
    `${link(strong(row.name, 80), serviceLink(row, report.region))}${places.length > 1 ? ` in ${text(row.place, 60)}` : ''}`,
    result(row, report),
    text(row.to === undefined && told ? '' : revisionChange(row), 120).replace(' → ', '&nbsp;→&nbsp;'),
    ...(told
      ? [
          row.serving === undefined
            ? settled(row)
            : text(row.to === undefined ? row.serving.label : short(row.serving, row.to), 80),
        ]
      : []),
    images(told ? row.to : (row.to ?? row.serving)),
    row.health === undefined ? '' : text(row.health, 200),
    row.tookMs === undefined ? '' : duration(row.tookMs).replace(' ', '&nbsp;'),
  ]);
  const parts = [table(head, cells)];
  const [place] = places;
  if (isOnlyRegistered(report)) parts.unshift(`### Task definition${rows.length === 1 ? '' : 's'}`);
  else if (places.length === 1 && place)
    parts.unshift(`### ${rows.length === 1 ? 'Service' : 'Services'} in ${code(place, 80)}`);
  if (report.rows.length > mostRows) parts.push(`and ${report.rows.length - mostRows} more rows in the report file`);
  const rollouts = rows.filter((row) => row.rollout !== undefined && open.includes(row.verdict));
  const ids = rollouts.map(({ name, rollout = '' }) => `- ${text(name, 80)} ${code(rollout)}`);
  if (ids.length === 1) parts.push(`To find the rollout again: ${code(rollouts[0]?.rollout ?? '')}`);
  if (ids.length > 1) parts.push(`To find the rollouts again:\n\n${ids.join('\n')}`);
  return parts.join('\n\n');
}

const settled = (row: ReportRow) => (servingOf(row) === 'untouched' ? 'untouched' : 'not settled');

/** `api image a → b` as a diff shows it; a line of another form as it is. */
function diffLines(change: string): readonly string[] {
  const [, field = '', before, after] = /^(.+?) (\S+) → (\S.*)$/.exec(change) ?? [];
  return before === undefined || after === undefined ? [change] : [`- ${field} ${before}`, `+ ${field} ${after}`];
}

/** What each row changes: open in a plan, where it is the message, else folded. */
export function renderChanges(report: DeploymentReport): string {
  const rows = report.rows.filter(({ changes = [] }) => changes.length > 0).slice(0, mostRows);
  const lines = ({ changes = [] }: ReportRow) =>
    fenced(
      [
        ...changes.slice(0, 100).flatMap(diffLines),
        ...(changes.length > 100 ? [`… ${changes.length - 100} more`] : []),
      ],
      'diff',
      400,
    );
  if (report.verdict !== 'planned')
    return rows.map((row) => folded(`What changes in ${row.name}`, lines(row))).join('\n\n');
  if (rows.length === 0) return '';
  const several = report.rows.length > 1;
  return [
    '### What would change',
    ...rows.map((row) => `${several ? `${strong(row.name, 80)}\n\n` : ''}${lines(row)}`),
  ].join('\n\n');
}

function result(row: ReportRow, report: DeploymentReport): string {
  const { icon, row: word } = wordsIn(report, row.verdict);
  return `${icon} ${word}${row.diagnosis === undefined ? '' : ` ${code(row.diagnosis.code)}`}`;
}

function images(revision: RevisionView | undefined): string {
  const all = revision?.images ?? [];
  const shown = all.slice(0, 4).map(({ container, image, digest }) => {
    const name = code(digest === undefined ? (image.split('/').at(-1) ?? image) : shortDigest(digest), 90);
    return all.length > 1 ? `${text(container, 40)} ${name}` : name;
  });
  return [...shown, ...(all.length > 4 ? [`and ${all.length - 4} more`] : [])].join('<br>');
}
