import { isCancellation } from '#base/cancelled';
import type { DeploymentReport } from '#report/deployment-report';
import { diagnosisOf } from '#report/failure';
import type { Host } from '#report/host';
import { worstVerdict } from '#report/verdict';
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
}

/**
 * The second half of a cancelled release, in `post`: makes sure that no task is left, follows every way back to its end
 * (starts the ones that were not started in time), closes the record. `undefined` when nothing was left to do.
 */
export async function resume(
  kept: Kept,
  { platform, steps, host, timeoutMs, undoCommand }: Resumption,
): Promise<DeploymentReport | undefined> {
  if (kept.state === 'done') return undefined;
  const rows = kept.rows.filter(({ phase }) => phase !== 'ended' && phase !== 'unmoved').map(rowOf);
  // Kept before the first write, which then was never made.
  if (kept.tasks.length === 0 && rows.every((row) => row.part === undefined)) return undefined;
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
  await platform.record(
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
  await seeServing(platform, rows);
  const reportRows = rows.map(reportRow);
  const command = undoCommand(undoable(reportRows));
  const next = nextAfterCancel(rows, { ...kept, command });
  const why = rows.find((row) => row.why !== undefined)?.why;
  return host.report.finish({
    verdict: worstVerdict(['cancelled', ...reportRows.map(({ verdict }) => verdict)]),
    changed: rows.some((row) => row.back !== undefined || row.verdict === 'cancelled'),
    rows: reportRows,
    region: kept.region,
    ...(command === undefined ? {} : { rollbackCommand: command }),
    ...(next === undefined ? {} : { next }),
    ...(why === undefined ? {} : { diagnosis: why }),
  });
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
  };
}
