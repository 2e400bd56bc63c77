import type { ReasonCode } from '#report/reasons';
import type { Verdict } from '#report/verdict';
import type { Case, End } from './axes.ts';

/** What a case must come to. */
export interface Expected {
  readonly verdict: Verdict;
  readonly code: ReasonCode | undefined;
  /** In the first annotation and the evidence: the far end's own words, and in its fix what it is about. */
  readonly text: RegExp | undefined;
  readonly names: RegExp | undefined;
  readonly serves: End['serves'];
  /** Milliseconds from the true end to ours, at most; absent where no true end is seen. */
  readonly lag?: number;
  /** The same from ECS's decision to the line that says it. */
  readonly told?: number;
  /** Milliseconds after the start until which AWS does not answer. */
  readonly blind?: number;
  /** From the stopped task that shows the doom to the line that says it. */
  readonly doom?: { readonly task: number; readonly within: number };
}

/** The model: what a condition makes of an outcome, and a start of both. Nothing here knows how we find it out. */
export function expectEnd({ outcome, condition, cause }: Case): Expected {
  if (condition.end !== undefined) return { ...condition.end, serves: 'not told' };
  const end = { ...outcome.end, ...(condition.newer === 'denied' ? outcome.withoutNewer : {}) };
  const isCause = end.code === 'cause';
  const isBad = end.code !== undefined && end.verdict !== 'paused';
  const { lag } = condition;
  return {
    verdict: end.verdict,
    code: end.code === 'cause' ? cause.code : end.code,
    text: isCause ? cause.text : outcome.text,
    names: isCause ? cause.names : outcome.names,
    serves: end.serves,
    ...(condition.blindUntil === undefined ? {} : { blind: condition.blindUntil }),
    ...(isUnending(outcome, end) ? {} : { lag }),
    ...(isBad && outcome.decidedBy === 'ecs' ? { told: lag } : {}),
    ...(outcome.decidedBy === 'us' && cause.doom !== undefined
      ? { doom: { task: cause.doom.task, within: cause.doom.within + lag } }
      : {}),
  };
}

/** Whether it still moves at the far end when we end. */
const isUnending = ({ decidedBy }: Case['outcome'], { verdict }: End): boolean =>
  verdict === 'timed-out' || verdict === 'paused' || (verdict === 'rollback-failed' && decidedBy === 'nobody');
