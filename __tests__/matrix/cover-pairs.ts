import type { Case, Cause, Condition, Outcome } from './axes.ts';

interface Axes {
  readonly outcomes: readonly Outcome[];
  readonly conditions: readonly Condition[];
  readonly causes: readonly Cause[];
}

/** Whether an outcome goes with a start. */
export function isAdmitted({ admits }: Outcome, { kind }: Cause): boolean {
  switch (admits) {
    case 'fine':
      return kind === 'fine';
    case 'failing':
      return kind !== 'fine';
    case 'failing unbalanced':
      return kind === 'failing';
    case 'balanced':
      return kind === 'balanced';
  }
}

/** The three pairs that a case holds. */
export const pairsOf = ({ outcome, condition, cause }: Case): readonly string[] => [
  `${outcome.name} × ${condition.name}`,
  `${outcome.name} × ${cause.name}`,
  `${condition.name} × ${cause.name}`,
];

/** Every pair that the constraints allow. */
export function allPairs(axes: Axes): ReadonlySet<string> {
  return new Set(everyCase(axes).flatMap(pairsOf));
}

const everyCase = ({ outcomes, conditions, causes }: Axes): Case[] =>
  outcomes.flatMap((outcome) =>
    conditions.flatMap((condition) =>
      causes.filter((cause) => isAdmitted(outcome, cause)).map((cause) => ({ outcome, condition, cause })),
    ),
  );

/**
 * Cases in which every allowed pair occurs: always the first of those that hold the most pairs that are still missing.
 * The same axes give the same cases.
 */
export function coverPairs(axes: Axes): readonly Case[] {
  const missing = new Set(allPairs(axes));
  let candidates = everyCase(axes).map((one) => ({ one, pairs: pairsOf(one) }));
  const chosen: Case[] = [];
  for (let most = 3; most > 0; most--) {
    for (const { one, pairs } of candidates) {
      if (pairs.filter((pair) => missing.has(pair)).length < most) continue;
      chosen.push(one);
      for (const pair of pairs) missing.delete(pair);
    }
    candidates = candidates.filter(({ pairs }) => pairs.some((pair) => missing.has(pair)));
  }
  return chosen;
}
