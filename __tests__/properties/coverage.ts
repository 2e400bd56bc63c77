import { reportOf } from './oracle-of-runs.ts';
import type { Played } from './play.ts';
import type { Run } from './run-in-world.ts';

/** How often each thing happened in the plays of a property: what never happens is not tested. */
export interface Coverage {
  readonly counts: ReadonlyMap<string, number>;
  count(played: Played): void;
  /** Those of `wanted` that never happened. */
  missing(wanted: readonly string[]): readonly string[];
}

export function openCoverage(): Coverage {
  const counts = new Map<string, number>();
  return {
    counts,
    count(played) {
      for (const happened of new Set(happenings(played))) counts.set(happened, (counts.get(happened) ?? 0) + 1);
    },
    missing: (wanted) => wanted.filter((happened) => !counts.has(happened)),
  };
}

function happenings(played: Played): string[] {
  const { scenario, main, post, next, foreign } = played;
  const runs = [main, ...(post === undefined ? [] : [post]), ...next.map(({ run }) => run)];
  return [
    ...runs.flatMap(({ faults }) => faults.map((kind) => `fault ${kind}`)),
    ...scenario.services.map(({ fate }) => `fate ${fate}`),
    `migration ${scenario.migration}`,
    `strategy ${scenario.strategy ?? 'rolling'}`,
    `check ${scenario.check.kind}`,
    ...(foreign === undefined ? [] : [`foreign ${scenario.foreign?.revision}`]),
    ...(main.interrupted === undefined ? [] : [`${scenario.end.kind} while ${phaseOf(main.interrupted.kept)}`]),
    ...runs.flatMap(verdictsOf),
  ];
}

/** How far a run has come, as it is kept; in order. */
export const playedPhases = [
  'reading',
  'staging',
  'migrating',
  'shifting',
  'moving',
  'live',
  'restoring',
  'recording',
] as const;
export type PlayedPhase = (typeof playedPhases)[number];

interface KeptView {
  readonly rows: readonly { readonly phase: string }[];
  readonly tasks: readonly unknown[];
  readonly state: string;
  readonly verdict?: string;
}

/** From `reading` to `recording`: the furthest that a row had come in what was kept. */
export function phaseOf(kept: unknown): PlayedPhase {
  const last = kept as KeptView | undefined;
  if (last === undefined) return 'reading';
  if (last.state === 'done' || last.verdict !== undefined) return 'recording';
  const phases = ['restoring', 'live', 'moving', 'shifting'] as const;
  const found = phases.find((phase) => last.rows.some((row) => row.phase === phase));
  return found ?? (last.tasks.length > 0 ? 'migrating' : 'staging');
}

function verdictsOf(run: Run): string[] {
  const report = reportOf(run);
  if (report === undefined) return [];
  return [`verdict ${report.verdict}`, ...report.rows.map(({ verdict }) => `row ${verdict}`)];
}
