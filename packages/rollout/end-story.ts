import type { DeploymentReport, ReportMigration, ReportRow } from '#report/deployment-report';
import { type Verdict, worstVerdict } from '#report/verdict';
import type { RecordedEnd } from './platform.ts';
import type { Telling } from './release.ts';
import { type Row, reportRow } from './row.ts';
import { seeServing } from './see-serving.ts';

/** Records the end where the next run finds it, and makes the report. */
export async function endStory(telling: Telling): Promise<DeploymentReport> {
  const { story, rows, keeper } = telling;
  for (const row of rows) row.verdict ??= verdictOf(row, telling.verdict);
  if (telling.verdict !== 'cancelled') await seeServing(story.platform, rows);
  const reportRows = rows.map(reportRow);
  const verdict = worstVerdict([
    ...reportRows.map((row) => row.verdict),
    ...(telling.verdict === undefined ? [] : [telling.verdict]),
  ]);
  const leftForPost = rows.some((row) => row.phase !== 'ended' && row.part !== undefined);
  await story.platform.record(rows.flatMap((row) => recordedEnds(row, telling)));
  await story.journal.close(verdict);
  for (const line of notUndone(verdict, telling.migrations)) story.host.report.warn(line);
  if (keeper.tasks.length > 0 || rows.some((row) => row.part !== undefined)) {
    if (leftForPost) keeper.save();
    else keeper.done();
  }
  const why = telling.why ?? rows.find((row) => row.verdict === verdict && row.why !== undefined)?.why;
  return story.host.report.finish({
    verdict,
    changed: reportRows.some(isChanged) || telling.migrations.some(({ exitCode }) => exitCode !== undefined),
    rows: reportRows,
    migrations: [...telling.migrations],
    region: story.region,
    ...(why === undefined || verdict === 'succeeded' || verdict === 'unchanged' ? {} : { diagnosis: why }),
    ...(telling.snapshot === undefined ? {} : { snapshot: telling.snapshot }),
    ...ways(telling, reportRows, verdict),
  });
}

/** A row that was not settled when the story ended: not reached, or cut off by a cancel. */
function verdictOf(row: Row, story: Verdict | undefined): Verdict {
  if (row.part === undefined || row.phase === 'staged') return 'skipped';
  return story === 'cancelled' ? 'cancelled' : 'unknown';
}

/** What is written on the revisions. Rows that `post` will end are left open for it. */
function recordedEnds(
  row: Row,
  telling: {
    story: { policy: { kind: string }; host: { run: { release: string } } };
    migrations: readonly ReportMigration[];
  },
): RecordedEnd[] {
  if (row.part === undefined || row.verdict === undefined || row.phase === 'restoring' || row.phase === 'shifting')
    return [];
  if (row.phase === 'moving' || row.phase === 'live') return [];
  const { release } = telling.story.host.run;
  const schema = schemaTag(telling.migrations);
  const end: RecordedEnd = { part: row.part, verdict: row.verdict, ...(schema === '' ? {} : { schema }) };
  return [row.verdict === 'rolled-back' ? { ...end, rolledBackBy: release } : end];
}

const schemaTag = (migrations: readonly ReportMigration[]): string =>
  migrations
    .flatMap(({ name, schemaBefore, schemaAfter }) =>
      schemaAfter === undefined ? [] : [`${name}=${schemaBefore ?? ''}..${schemaAfter}`],
    )
    .join(' ');

const isChanged = ({ verdict, rollout }: ReportRow): boolean =>
  rollout !== undefined && verdict !== 'unchanged' && verdict !== 'skipped' && verdict !== 'planned';

/** A release that went back leaves its migrations where they are; nobody may have to find that out. */
function notUndone(verdict: Verdict, migrations: readonly ReportMigration[]): string[] {
  if (verdict === 'succeeded' || verdict === 'unchanged') return [];
  return migrations
    .filter(({ schemaBefore, schemaAfter, verdict: end }) => end === 'succeeded' && schemaBefore !== schemaAfter)
    .map(({ name, schemaBefore, schemaAfter }) => {
      const way =
        schemaAfter === undefined ? '' : `: the schema is ${schemaAfter}, it was ${schemaBefore ?? 'unknown'}`;
      return `the migration ${name} ran and was not undone${way}`;
    });
}

/** The command that undoes the run, and the next thing to do. */
function ways(
  telling: Telling,
  rows: readonly ReportRow[],
  verdict: Verdict,
): { rollbackCommand?: string; next?: string } {
  const moved = rows.flatMap(({ name, place, from, verdict: end, rollout }) =>
    from === undefined || rollout === undefined || end === 'rolled-back' || end === 'skipped' || end === 'unchanged'
      ? []
      : [{ row: name, place, from: from.id }],
  );
  const command = telling.story.undoCommand(moved);
  const next = nextOf(verdict, rows, command);
  return {
    ...(command === undefined ? {} : { rollbackCommand: command }),
    ...(next === undefined ? {} : { next }),
  };
}

function nextOf(verdict: Verdict, rows: readonly ReportRow[], command: string | undefined): string | undefined {
  const open = rows.find((row) => row.verdict === verdict && row.rollout !== undefined);
  switch (verdict) {
    case 'unknown':
      return `see what became of ${open?.rollout ?? 'the deployment'}: run wait-stable-and-healthcheck for ${open?.name ?? 'the service'}`;
    case 'rollback-failed':
    case 'timed-out':
      return command === undefined ? undefined : `put the previous release back by hand: ${command}`;
    case 'rolled-back':
      return 'mend the cause, then deploy again: the previous release serves';
    case 'failed':
      return open === undefined || command === undefined
        ? 'mend the cause, then run again: the previous release serves'
        : `mend the cause and deploy again, or go back: ${command}`;
    case 'superseded':
      return 'look at the deployment that came after this one: its run has the say now';
    case 'paused':
      return `continue or roll back the paused deployment ${open?.rollout ?? ''}`.trimEnd();
    default:
      return undefined;
  }
}
