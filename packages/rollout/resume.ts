import { isCancellation } from '#base/cancelled';
import type { DeploymentReport } from '#report/deployment-report';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { diagnosisOf } from '#report/failure';
import type { Host } from '#report/host';
import { isGreen, type Verdict, worstVerdict } from '#report/verdict';
import type { CloseRecord } from './journal.ts';
import type { Kept, KeptRow } from './kept.ts';
import { locateRow } from './locate-row.ts';
import { nextAfterCancel, undoable } from './next-step.ts';
import type { ChangeView, LiveView, PlanView, Platform } from './platform.ts';
import { followBack, startBack, type WayBack } from './put-back.ts';
import { endRow, isStarted, type Row, reportRow } from './row.ts';
import { seeServing } from './see-serving.ts';
import type { Steps } from './step.ts';
import type { Story } from './story.ts';

export interface Resumption {
  readonly platform: Pick<
    Platform<ChangeView, LiveView, PlanView>,
    'current' | 'locate' | 'goBack' | 'watch' | 'record'
  >;
  readonly steps: Pick<Steps, 'stopTasks'>;
  readonly host: Host;
  readonly timeoutMs: number;
  /** Makes the exact command that undoes what could not be put back. */
  readonly undoCommand: Story['undoCommand'];
  /** Closes the record besides the platform's own, where main has opened one. */
  readonly closeRecord?: CloseRecord;
}

/**
 * The second half of a release that was cancelled or whose process died, in `post`: makes sure that no task is left,
 * follows every way back to its end (starts the ones that were not started in time), closes the record. `undefined` when
 * nothing was left to do, or nothing that main has not told already.
 */
export async function resume(kept: Kept, by: Resumption): Promise<DeploymentReport | undefined> {
  if (kept.state === 'done') return undefined;
  const rows = kept.rows.map(rowOf);
  const open = rows.filter(({ phase }) => phase !== 'ended' && phase !== 'unmoved');
  // Kept before the first write, which then was never made.
  if (kept.tasks.length === 0 && open.every((row) => row.part === undefined)) return await closeOnly(kept, rows, by);
  // What main has told is told.
  const ended = kept.state === 'told' ? [] : rows.filter((row) => !open.includes(row) && row.verdict !== undefined);
  return await finish(kept, [...ended, ...open], by);
}

async function finish(kept: Kept, rows: readonly Row[], by: Resumption): Promise<DeploymentReport> {
  const { platform, steps, host, timeoutMs, undoCommand } = by;
  const way: WayBack = { platform, host, startedAt: host.clock.now(), timeoutMs, save: () => {} };
  if (kept.tasks.length > 0) {
    for (const line of (await steps.stopTasks?.(kept.tasks, host.signal)) ?? []) {
      host.log.info(line);
      host.report.note(line);
    }
  }
  if (kept.onCancel === 'rollback') {
    await Promise.all(
      rows.filter((row) => isStarted(row) && row.phase !== 'restoring').map((row) => startBack(way, row, host.signal)),
    );
  } else {
    await Promise.all(
      rows.filter(({ phase }) => phase === 'shifting').map((row) => settleUnanswered(row, { platform, host })),
    );
  }
  await followBack(way, rows);
  for (const row of rows)
    if (row.phase !== 'ended') endRow(row, row.part === undefined || row.phase === 'staged' ? 'skipped' : 'cancelled');
  await recordRows(kept, rows, by);
  await seeServing(platform, rows);
  const reportRows = rows.map(reportRow);
  const command = undoCommand(undoable(reportRows));
  const next = nextAfterCancel(rows, { ...kept, command });
  const verdict = worstVerdict([endOfMain(kept), ...reportRows.map((row) => row.verdict)]);
  const why = rows.find((row) => row.why !== undefined)?.why ?? died(kept);
  await closeRecord(kept, by, verdict, why);
  return host.report.finish({
    verdict,
    changed: rows.some((row) => row.back !== undefined || row.verdict === 'cancelled'),
    rows: reportRows,
    region: kept.region,
    ...(command === undefined ? {} : { rollbackCommand: command }),
    ...(next === undefined ? {} : { next }),
    ...(why === undefined ? {} : { diagnosis: why }),
  });
}

/** Nothing of it moves or runs: what main had no time for is its record. Told only when main has told nothing. */
async function closeOnly(kept: Kept, rows: readonly Row[], by: Resumption): Promise<DeploymentReport | undefined> {
  const verdict = endOfMain(kept);
  const ended = rows.filter((row) => row.verdict !== undefined);
  if (kept.verdict !== undefined) await recordRows(kept, ended, by);
  await closeRecord(kept, by, verdict, died(kept));
  if (kept.state === 'told' || kept.verdict === undefined) return undefined;
  return by.host.report.finish({ verdict, changed: true, rows: ended.map(reportRow), region: kept.region });
}

/** A process that was cancelled has kept that; one that has kept nothing of its end died. */
const endOfMain = ({ cancelled, verdict }: Kept): Verdict => (cancelled === true ? 'cancelled' : (verdict ?? 'failed'));

function died({ release, rows, cancelled, verdict }: Kept): Diagnosis | undefined {
  if (cancelled === true || verdict !== undefined) return undefined;
  const phases = rows.map(({ row, phase }) => `${row} (${phase})`).join(', ');
  return diagnosis('unknown', {
    what: 'the process of this step ended without telling why: it crashed or was killed',
    where: `release ${release}`,
    evidence: [`kept last: ${phases === '' ? 'the start of a task' : phases}`],
    fix: `Read the last lines of the step's log: a crash stands there; a kill does not (out of memory, the runner). Then run again (release ${release}).`,
    confidence: 'likely',
  });
}

const recordRows = (kept: Kept, rows: readonly Row[], { platform }: Resumption): Promise<void> =>
  platform.record(
    rows.flatMap((row) =>
      row.part === undefined
        ? []
        : [
            {
              part: row.part,
              verdict: row.verdict ?? 'cancelled',
              ...(row.verdict === 'rolled-back' ? { rolledBackBy: kept.release } : {}),
            },
          ],
    ),
  );

async function closeRecord(
  { journal, release, rows }: Kept,
  by: Resumption,
  verdict: Verdict,
  why: Diagnosis | undefined,
): Promise<void> {
  if (journal === undefined) return;
  const left = rows.flatMap(({ row, place, part }) => (part === undefined ? [] : [{ row, place, to: part.to.id }]));
  const code = isGreen(verdict) || verdict === 'cancelled' ? undefined : why?.code;
  await by.closeRecord?.(journal, { release, rows: left }, { verdict, ...(code === undefined ? {} : { code }) });
}

/** What is left as it is: a move that was not answered has begun, was never made, or cannot be told. */
async function settleUnanswered(row: Row, { platform, host }: Pick<Resumption, 'platform' | 'host'>): Promise<void> {
  try {
    if (!(await locateRow(platform, row, host.signal))) endRow(row, 'skipped');
  } catch (error) {
    if (isCancellation(error, host.signal)) throw error;
    endRow(row, 'unknown', diagnosisOf(error, `${row.change.row} in ${row.change.place}`));
  }
}

function rowOf(kept: KeptRow): Row {
  return {
    change: { row: kept.row, place: kept.place, order: 0, wait: true },
    phase: kept.phase,
    ...(kept.part === undefined ? {} : { part: kept.part }),
    ...(kept.back === undefined ? {} : { back: kept.back }),
    ...(kept.verdict === undefined ? {} : { verdict: kept.verdict }),
  };
}
