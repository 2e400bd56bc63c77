import type { DeploymentReport, ReportMigration, ReportRow } from '#report/deployment-report';
import { type Verdict, worstVerdict } from '#report/verdict';
import { hasMigrated } from './has-migrated.ts';
import { isFollowedByPost, nextAfterCancel, nextStep, undoable } from './next-step.ts';
import type { RecordedEnd } from './platform.ts';
import { isStarted, type Row, reportRow } from './row.ts';
import { seeServing } from './see-serving.ts';
import type { Telling } from './story.ts';

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
  keeper.decided(verdict);
  const isRecorded = await record(telling);
  // A task that was asked to stop in the last seconds of a cancelled run: `post` makes sure that it did.
  const isOpen = !isRecorded || (telling.verdict === 'cancelled' && keeper.tasks.length > 0);
  const leftForPost = isOpen || rows.some(isStarted);
  const why = telling.why ?? rows.find((row) => row.verdict === verdict && row.why !== undefined)?.why;
  await story.journal.close(verdict, isFine(verdict) ? undefined : why?.code);
  for (const line of notUndone(verdict, telling.migrations)) story.host.report.warn(line);
  if (keeper.hasSaved()) {
    if (leftForPost) keeper.told();
    else keeper.done();
  }
  return story.host.report.finish({
    verdict,
    changed: hasChanged(telling, reportRows),
    rows: reportRows,
    migrations: [...telling.migrations],
    region: story.region,
    ...(why === undefined || isFine(verdict) ? {} : { diagnosis: why }),
    ...(telling.snapshot === undefined ? {} : { snapshot: telling.snapshot }),
    ...ways(telling, reportRows, verdict),
  });
}

const isFine = (verdict: Verdict): boolean => verdict === 'succeeded' || verdict === 'unchanged';

/** Milliseconds that a cancelled run has left for its record; what it does not get written, the next run reconciles. */
const timeToRecord = 1_000;

/** Whether it was written in time. */
async function record(telling: Telling): Promise<boolean> {
  const { story, rows } = telling;
  const { signal, clock } = story.host;
  const { promise: cancelled, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  const recorded = story.platform.record(rows.flatMap((row) => recordedEnds(row, telling)));
  const late = cancelled.then(() => clock.sleep(timeToRecord));
  return await Promise.race([recorded.then(() => true), late.then(() => false)]);
}

/** A row that was not settled when the story ended: not reached, or cut off by a cancel. */
function verdictOf(row: Row, story: Verdict | undefined): Verdict {
  if (row.part === undefined || row.phase === 'staged') return 'skipped';
  if (row.phase === 'unmoved') return 'unchanged';
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

/** Of a cancelled run even a write that nobody answered counts. */
const hasChanged = ({ verdict, wrote, migrations, snapshot }: Telling, rows: readonly ReportRow[]): boolean =>
  rows.some(isChanged) ||
  migrations.some(hasMigrated) ||
  (snapshot?.arn !== undefined && snapshot.verdict !== 'unchanged') ||
  (verdict === 'cancelled' && wrote === true);

const isChanged = ({ verdict, rollout }: ReportRow): boolean =>
  rollout !== undefined && verdict !== 'unchanged' && verdict !== 'skipped' && verdict !== 'planned';

/** A release that went back leaves its migrations where they are; nobody may have to find that out. */
function notUndone(verdict: Verdict, migrations: readonly ReportMigration[]): string[] {
  if (verdict === 'succeeded' || verdict === 'unchanged') return [];
  return migrations
    .filter(
      ({ schemaBefore, schemaAfter, verdict: end }) =>
        end === 'succeeded' && (schemaAfter === undefined || schemaBefore !== schemaAfter),
    )
    .map(({ name, schemaBefore, schemaAfter }) => {
      const way =
        schemaAfter === undefined ? '' : `: the schema is ${schemaAfter}, it was ${schemaBefore ?? 'unknown'}`;
      return `the migration ${name} ran and was not undone${way}`;
    });
}

/** The command that undoes the run, and the next thing to do. What goes back already needs no command. */
function ways(
  telling: Telling,
  rows: readonly ReportRow[],
  verdict: Verdict,
): { rollbackCommand?: string; next?: string } {
  const { onCancel, kind } = telling.story.policy;
  const isCancelled = telling.verdict === 'cancelled';
  const goesBack = new Set(
    isCancelled ? telling.rows.filter((row) => isFollowedByPost(row, onCancel)).map(({ change }) => change.row) : [],
  );
  const moved = undoable(rows).filter(({ row }) => !goesBack.has(row));
  const command = telling.story.undoCommand(moved);
  const next = isCancelled
    ? nextAfterCancel(telling.rows, { onCancel, release: telling.story.host.run.release, command })
    : nextStep(verdict, rows, { kind, command, wrote: telling.story.host.report.hasWritten() });
  return {
    ...(command === undefined ? {} : { rollbackCommand: command }),
    ...(next === undefined ? {} : { next }),
  };
}
