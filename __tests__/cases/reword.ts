import type { FailureEvidence } from '#ecs/diagnose/causes/evidence';
import type { Diagnosis } from '#report/diagnosis';
import type { ReasonCode } from '#report/reasons';

/**
 * A case in which a text of AWS reaches us through something that plays it: it can be run with any words. A file of cases
 * that takes texts of AWS and has no evidence to reword exports `twins`; __tests__/contracts/texts.test.ts runs them.
 */
export interface Twin {
  readonly name: string;
  /** What AWS says in the case. */
  readonly words: string;
  readonly code: ReasonCode;
  /** What is still known when it says something else (decision 6). */
  readonly facts: ReasonCode;
  /** The diagnosis when AWS says this. */
  run(words: string): Promise<Diagnosis>;
}

/** Words that AWS never used, for `n` = 0, 1, …: all different, and none that a rule could know. */
export const otherWords = (n: number): string => `Quite other words than before, number ${n}`;

type Say = (words: string) => string;

/** The evidence with each text of AWS put through `say`: reasons, events, what CloudWatch and a hook say. Facts and the log stay. */
export function mapWords(evidence: FailureEvidence, say: Say): FailureEvidence {
  const { tasks, failing, events, rollout } = evidence;
  const reworded = <T extends { readonly reason?: string }>(one: T): T =>
    one.reason === undefined ? one : { ...one, reason: say(one.reason) };
  return {
    ...evidence,
    tasks: tasks.map((task) => ({
      ...task,
      ...(task.stoppedReason === undefined ? {} : { stoppedReason: say(task.stoppedReason) }),
      containers: task.containers.map(reworded),
    })),
    events: events.map(say),
    ...(failing === undefined ? {} : { failing: reworded(failing) }),
    ...(rollout === undefined ? {} : { rollout: { ...rollout, ...wordsOfRollout(rollout, say) } }),
  };
}

function wordsOfRollout(
  { reasons, alarmReasons, failedHook }: NonNullable<FailureEvidence['rollout']>,
  say: Say,
): Partial<FailureEvidence['rollout']> {
  return {
    reasons: reasons.map(say),
    ...(alarmReasons === undefined ? {} : { alarmReasons: alarmReasons.map(say) }),
    ...(failedHook?.said === undefined ? {} : { failedHook: { ...failedHook, said: say(failedHook.said) } }),
  };
}

/** Every text of AWS in the evidence, each once. */
export function wordsOf(evidence: FailureEvidence): readonly string[] {
  const words = new Set<string>();
  mapWords(evidence, (text) => {
    words.add(text);
    return text;
  });
  return [...words];
}

/** The same failure in other words: one text stays one text wherever it stands. */
export function reword(evidence: FailureEvidence): FailureEvidence {
  const words = wordsOf(evidence);
  return mapWords(evidence, (text) => otherWords(words.indexOf(text)));
}

/** Without anything but words: no stop code, no exit code, no health, no state of breaker, alarm or hook. */
export function withoutFacts(evidence: FailureEvidence): FailureEvidence {
  const { tasks, failing, rollout } = evidence;
  const only = ({ name, reason }: { readonly name: string; readonly reason?: string }) => ({
    name,
    ...(reason === undefined ? {} : { reason }),
  });
  return {
    ...evidence,
    tasks: tasks.map(({ arn, id, stoppedReason, stoppedAt, containers }) => ({
      arn,
      id,
      ...(stoppedReason === undefined ? {} : { stoppedReason }),
      ...(stoppedAt === undefined ? {} : { stoppedAt }),
      containers: containers.map(only),
    })),
    ...(failing === undefined ? {} : { failing: only(failing) }),
    ...(rollout === undefined ? {} : { rollout: { reasons: rollout.reasons, alarmNames: [] } }),
  };
}
