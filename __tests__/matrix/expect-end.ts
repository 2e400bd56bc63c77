import type { ReasonCode } from '#report/reasons';
import type { Verdict } from '#report/verdict';
import type { Case, End } from './axes.ts';
import { deriveBounds } from './derive-bounds.ts';

/** What a case must come to. */
export interface Expected {
  readonly verdict: Verdict;
  readonly code: ReasonCode | undefined;
  /** In the first annotation and the evidence: the far end's own words, and in its fix what it is about. */
  readonly text: RegExp | undefined;
  readonly names: RegExp | undefined;
  readonly serves: End['serves'];
  /** Of the service that is deployed together with it. */
  readonly beside?: { readonly verdict: Verdict; readonly serves: End['serves'] };
  /** Milliseconds from the true end to ours, at most; absent where no true end is seen. */
  readonly lag?: number;
  /** The same from ECS's decision to the line that says it. */
  readonly told?: number;
  /** Milliseconds after the start until which AWS does not answer. */
  readonly blind?: number;
  /** From the stopped task (by number) that shows the doom to the line that says it. */
  readonly doom?: { readonly task: number; readonly within: number };
  /** Milliseconds after the start at which we must have given up looking, at most. */
  readonly over?: number;
  /** Calls of a run that took so many milliseconds, at most. */
  calls(tookMs: number): number;
}

/** The model: what a condition makes of an outcome, and a start of both. Nothing here knows how we find it out. */
export function expectEnd(one: Case): Expected {
  const { outcome, condition, cause } = one;
  if (condition.end !== undefined) return lost(one, condition.end);
  const { text } = outcome;
  const end = { text, ...outcome.end, ...(condition.newer === 'denied' ? outcome.withoutNewer : {}) };
  const isCause = end.code === 'cause';
  const isBad = end.code !== undefined && end.verdict !== 'paused';
  const { lag, told, doomed, calls } = deriveBounds(one, !isBad);
  const isDecided = outcome.decidedBy === 'ecs' || outcome.decidedBy === 'others';
  return {
    verdict: end.verdict,
    code: end.code === 'cause' ? cause.code : end.code,
    text: isCause ? cause.text : end.text,
    names: isCause ? cause.names : outcome.names,
    serves: end.serves,
    calls,
    ...(outcome.beside === undefined ? {} : { beside: outcome.beside }),
    ...(condition.blindUntil === undefined ? {} : { blind: condition.blindUntil }),
    ...(isUnending(outcome, end) ? {} : { lag }),
    ...(isBad && isDecided ? { told } : {}),
    ...(outcome.decidedBy === 'us' && cause.doom !== undefined ? { doom: { task: cause.doom, within: doomed } } : {}),
  };
}

/** All of them begin a second after the start; the next look is the last. A second service is left alone as well. */
function lost(one: Case, end: NonNullable<Case['condition']['end']>): Expected {
  const { told, calls } = deriveBounds(one, false);
  const serves = 'new, unseen';
  const { beside } = one.outcome;
  return {
    ...end,
    serves,
    over: 1_000 + told,
    calls,
    ...(beside === undefined ? {} : { beside: { verdict: end.verdict, serves } }),
  };
}

/** Whether it still moves at the far end when we end. */
const isUnending = ({ decidedBy }: Case['outcome'], { verdict }: End): boolean =>
  verdict === 'timed-out' || verdict === 'paused' || (verdict === 'rollback-failed' && decidedBy === 'nobody');
