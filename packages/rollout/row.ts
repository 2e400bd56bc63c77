import type { ReportRow, RevisionView } from '#report/deployment-report';
import type { Diagnosis } from '#report/diagnosis';
import type { Verdict } from '#report/verdict';
import type { ChangeView, LiveView, Part, PlanView } from './platform.ts';

/**
 * Where a row stands in the state machine of docs/decisions/0001-the-seam.md. `unmoved`: what is wanted serves already;
 * it is only verified, and there is nothing that could be put back.
 */
export const phases = [
  'read',
  'planned',
  'staged',
  'unmoved',
  'shifting',
  'moving',
  'live',
  'restoring',
  'ended',
] as const;
export type Phase = (typeof phases)[number];

/** One row while its release runs. Mutable on purpose: what is known is kept after every step. */
export interface Row {
  readonly change: ChangeView;
  phase: Phase;
  live?: LiveView;
  plan?: PlanView;
  /** The release's share of this row, from staging on. */
  part?: Part;
  /** The way back, once it was started. */
  back?: Part;
  verdict?: Verdict;
  why?: Diagnosis;
  health?: string;
  /** The platform has given the rollout up and puts the old revision back by itself. */
  goesBack?: boolean;
  /** And was seen to have done so. */
  wentBack?: boolean;
  /** What serves, where it was read again after the end. */
  serving?: RevisionView;
  /** When following ended, ms since the epoch. */
  endedAt?: number;
}

export function newRow(change: ChangeView): Row {
  return { change, phase: 'read' };
}

/** Whether traffic was, or may have been, moved for this row and it has not ended yet. */
export const isStarted = (row: Row): boolean =>
  row.phase === 'shifting' || row.phase === 'moving' || row.phase === 'live' || row.phase === 'restoring';

export function endRow(row: Row, verdict: Verdict, why?: Diagnosis): void {
  row.phase = 'ended';
  row.verdict = verdict;
  if (why !== undefined) row.why ??= why;
}

/** The row as the report shows it; a row without a verdict was not reached. */
export function reportRow(row: Row): ReportRow {
  const { change, live, plan, part } = row;
  const verdict = row.verdict ?? 'skipped';
  const to = part?.to ?? plan?.to;
  const rollout = part?.rollout ?? part?.id;
  const serving = row.serving ?? servingNow(row, verdict);
  // What a step follows may have taken over before it looked: the part knows what served before.
  const from = part?.from ?? live?.serving;
  return {
    name: change.row,
    place: change.place,
    verdict,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(serving === undefined ? {} : { serving }),
    ...(row.why === undefined ? {} : { diagnosis: row.why }),
    ...(row.health === undefined ? {} : { health: row.health }),
    ...(rollout === undefined ? {} : { rollout }),
    ...(part === undefined || row.endedAt === undefined ? {} : { tookMs: row.endedAt - part.startedAt }),
    ...(plan === undefined ? {} : { changes: [...plan.changes] }),
  };
}

/** What serves, as far as the verdict tells it. */
function servingNow(row: Row, verdict: Verdict) {
  switch (verdict) {
    case 'succeeded':
      return row.part?.to ?? row.live?.serving;
    case 'rolled-back':
      return row.back?.to ?? row.part?.from ?? row.live?.good;
    case 'unchanged':
    case 'planned':
    case 'skipped':
      return row.live?.serving ?? row.part?.from;
    default:
      return row.part === undefined ? row.live?.serving : undefined;
  }
}
