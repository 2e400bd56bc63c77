import type { DeploymentReport } from '#report/deployment-report';
import { reasons } from '#report/reasons';
import { isGreen } from '#report/verdict';
import type { Played } from './play.ts';
import type { Run } from './run-in-world.ts';

export const reportOf = (run: Run | undefined): DeploymentReport | undefined =>
  run?.end.kind === 'reported' ? run.end.report : undefined;

export const runsOf = ({ main, post, next }: Played): readonly (readonly [string, Run])[] => [
  ['main', main],
  ...(post === undefined ? [] : [['post', post] as const]),
  ...next.map(({ run }) => ['next', run] as const),
];

/** Promises that each run keeps for itself: it ends in time, says why it is red, and says little. */
export const brokenByRuns = (played: Played): readonly string[] => [
  ...ended(played),
  ...redIsExplained(played),
  ...fewLines(played),
  ...dryRunIsDry(played),
];

function ended(played: Played): string[] {
  return runsOf(played).flatMap(([name, { end, interrupted, endedAt }]) => {
    if (end.kind === 'crashed') return [`${name} threw what is no failure: ${said(end.error)}`];
    if (end.kind === 'cut-off') return [`${name} had not returned 6.5 s after a cancel`];
    if (end.kind === 'endless') return [`${name} did not end within its own deadlines`];
    const late = end.kind === 'reported' && interrupted !== undefined && endedAt - interrupted.at > 5_000;
    return late ? [`${name} took ${endedAt - interrupted.at} ms to return after a cancel`] : [];
  });
}

const said = (error: unknown) => (Error.isError(error) ? (error.stack ?? error.message) : String(error));

function redIsExplained(played: Played): string[] {
  return runsOf(played).flatMap(([name, run]) => {
    const report = reportOf(run);
    if (report === undefined || isGreen(report.verdict) || report.verdict === 'cancelled') return [];
    const why = report.diagnosis ?? report.rows.find(({ diagnosis }) => diagnosis !== undefined)?.diagnosis;
    if (why === undefined)
      return run.interrupted !== undefined || name === 'post' ? [] : [`${name} is ${report.verdict} without a reason`];
    const evidence = why.evidence.length + report.evidence.reduce((sum, { lines }) => sum + lines.length, 0);
    return [
      ...(why.code in reasons ? [] : [`${name}: ${why.code} is no reason code`]),
      ...(why.what === '' || why.fix === '' ? [`${name}: ${why.code} without a fix`] : []),
      ...(evidence === 0 ? [`${name}: ${report.verdict} for ${why.code} without evidence: ${why.what}`] : []),
    ];
  });
}

function fewLines(played: Played): string[] {
  return runsOf(played).flatMap(([name, { lines, startedAt, endedAt }]) => {
    const halfHours = Math.max(1, Math.ceil((endedAt - startedAt) / 1_800_000));
    const shown = lines.filter((line) => !line.startsWith('debug: ')).length;
    return shown > 200 * halfHours ? [`${name} printed ${shown} lines in ${endedAt - startedAt} ms`] : [];
  });
}

function dryRunIsDry({ scenario, main }: Played): string[] {
  if (!scenario.dryRun) return [];
  const writes = main.calls.filter(({ operation }) =>
    /:(Update|Register|Stop|Run|Tag|Untag|Create|Delete)/.test(operation),
  );
  return writes.length === 0 ? [] : [`a dry run called ${writes.map(({ operation }) => operation).join(', ')}`];
}
