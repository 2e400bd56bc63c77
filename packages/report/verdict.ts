/** How a run, or one row of it, ended. The order is from worst to best: of several rows the worst counts. */
export const verdicts = [
  'rollback-failed',
  'unknown',
  'failed',
  'timed-out',
  'cancelled',
  'superseded',
  'rolled-back',
  'paused',
  'skipped',
  'planned',
  'started',
  'succeeded',
  'unchanged',
] as const;

export type Verdict = (typeof verdicts)[number];

const alwaysGreen: readonly Verdict[] = ['succeeded', 'unchanged', 'started', 'planned'];

/** The worst of the rows' verdicts; `unchanged` when there is no row. */
export function worstVerdict(of: readonly Verdict[]): Verdict {
  return verdicts.find((verdict) => of.includes(verdict)) ?? 'unchanged';
}

/** Whether a step with this verdict is green; `allowed` are the verdicts that the user accepts besides. */
export function isGreen(verdict: Verdict, allowed: readonly Verdict[] = []): boolean {
  return alwaysGreen.includes(verdict) || allowed.includes(verdict);
}
