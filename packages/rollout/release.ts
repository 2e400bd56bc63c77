import { isCancellation } from '#base/cancelled';
import type { DeploymentReport, ReportMigration } from '#report/deployment-report';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { diagnosisOf, Failure } from '#report/failure';
import { cancelRows } from './cancel-rows.ts';
import { endStory } from './end-story.ts';
import { keepRelease } from './keep.ts';
import { moveWaves } from './move-waves.ts';
import { isAllUnchanged, needOf } from './need-of.ts';
import { prepareRows } from './prepare-rows.ts';
import { putBack } from './put-back.ts';
import { endRow, newRow } from './row.ts';
import type { Story, Telling } from './story.ts';

/**
 * Tells a release from reading to recording. Never throws for what happens to the release: the report says it. Throws
 * `Failure` when the input is bad or what is needed cannot be read, before anything was written.
 */
export async function release(story: Story): Promise<DeploymentReport> {
  const { host, policy } = story;
  const rows = story.changes.map(newRow);
  const keeper = keepRelease(
    { release: host.run.release, region: story.region, onCancel: policy.onCancel },
    rows,
    host.keep,
  );
  const telling: Telling = { story, rows, keeper, startedAt: host.clock.now(), migrations: [] };
  try {
    await story.steps.permit?.();
    await prepareRows(story, rows);
    if (policy.dryRun) return await planned(telling);
    if (isAllUnchanged(rows, story)) {
      await stageRows(telling);
      await moveWaves(telling);
    } else {
      await carryOut(telling);
    }
  } catch (error) {
    await settle(telling, error);
  }
  return await endStory(telling);
}

/** What stopped the story decides what becomes of the rows; a cancel may also come while they are being put back. */
async function settle(telling: Telling, error: unknown): Promise<void> {
  const { signal } = telling.story.host;
  try {
    if (isCancellation(error, signal)) await cancelRows(telling);
    else await failRows(telling, error);
  } catch (later) {
    if (later === error || !isCancellation(later, signal)) throw later;
    await cancelRows(telling);
  }
}

async function carryOut(telling: Telling): Promise<void> {
  const { story } = telling;
  await takeSnapshot(telling);
  await stageRows(telling);
  await story.journal.open(
    telling.rows.flatMap((row) => (row.part === undefined ? [] : [row.part])),
    telling.snapshot?.id,
    { keep: (ref) => telling.keeper.journal(ref), endOf: (left) => story.platform.endOf(left) },
  );
  await migrate(telling);
  await moveWaves(telling);
}

async function takeSnapshot(telling: Telling): Promise<void> {
  const { steps, host } = telling.story;
  if (steps.snapshot === undefined) return;
  telling.wrote = true;
  const { snapshot, diagnosis: why } = await steps.snapshot();
  telling.snapshot = snapshot;
  host.signal.throwIfAborted();
  if (why !== undefined) throw new Failure(why, { verdict: snapshot.verdict });
}

/**
 * Registers what has to be registered; nothing moves yet. A row that needs nothing ends here, unless there is something
 * to migrate or to verify: what serves is green only when it passes the checks of this run, too.
 */
async function stageRows(telling: Telling): Promise<void> {
  const { story, rows, keeper } = telling;
  keeper.save();
  for (const row of rows) {
    if (row.plan === undefined) continue;
    const need = needOf(row, story);
    if (need === 'nothing') {
      endRow(row, 'unchanged');
      continue;
    }
    const isUnmoved = need === 'verifying';
    if (!isUnmoved) telling.wrote = true;
    row.part = await story.platform.stage(row.plan);
    row.phase = isUnmoved ? 'unmoved' : 'staged';
    keeper.save();
    // A step that only follows finds a part that moves already.
    if (row.part.id === undefined && row.plan.to === undefined) {
      story.host.report.note(`${row.part.to.label} registered`, row.change.row);
    }
  }
}

async function migrate(telling: Telling): Promise<void> {
  const { story, rows, keeper } = telling;
  if (story.steps.migrate === undefined) return;
  const parts = rows.flatMap((row) => (row.part === undefined ? [] : [row.part]));
  story.host.report.note('migration started');
  telling.migrations = await story.steps.migrate(parts, (task) => keeper.task(task));
  const cut = telling.migrations.find(({ verdict }) => verdict === 'cancelled')?.diagnosis;
  if (cut !== undefined) telling.why = cut;
  story.host.signal.throwIfAborted();
  keeper.tasksEnded();
  const failed = telling.migrations.find(({ verdict }) => verdict !== 'succeeded' && verdict !== 'unchanged');
  if (failed !== undefined) {
    const why = failed.diagnosis ?? migrationFailed(failed);
    throw new Failure(why, { verdict: failed.verdict });
  }
  story.host.report.note('migrated');
  await story.journal.note('migrated', telling.migrations);
  for (const row of rows) if (row.plan?.unchanged === true) row.phase = 'unmoved';
}

const migrationFailed = (migration: ReportMigration): Diagnosis =>
  diagnosis('migration-failed', {
    what: `the migration ${migration.name} did not succeed (${migration.verdict})`,
    where: `migration ${migration.name}`,
  });

/** Something outside following failed: what was started goes back, the rest was not reached. */
async function failRows(telling: Telling, error: unknown): Promise<void> {
  const started = telling.rows.some((row) => row.part !== undefined);
  if (!started && telling.snapshot === undefined) throw error;
  telling.why = diagnosisOf(error, telling.rows.map(({ change }) => change.row).join(', '));
  telling.story.host.report.note(`${telling.why.code}: ${telling.why.what}`);
  telling.verdict = error instanceof Failure ? error.verdict : 'failed';
  await putBack(telling);
}

/** A migration, or a snapshot before it, is something to do also where no service changes. */
async function planned(telling: Telling): Promise<DeploymentReport> {
  // Few runs need it.
  const { tellPlan } = await import('./tell-plan.ts');
  if (await tellPlan(telling.story, telling.rows)) telling.verdict = 'planned';
  for (const row of telling.rows) endRow(row, row.plan?.unchanged === true ? 'unchanged' : 'planned');
  return await endStory(telling);
}
