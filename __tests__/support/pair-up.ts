/** Values of an axis are told apart by their names. */
interface Named {
  readonly name: string;
}

type Axes<Case> = { readonly [Axis in keyof Case]: readonly Case[Axis][] };

/** The pairs that a case holds: `state "exits 0" × condition "calm"`. */
export function pairsOf<Case extends object>(one: Case): readonly string[] {
  const values = Object.entries(one as Record<string, Named>);
  return values.flatMap(([axis, { name }], at) =>
    values.slice(at + 1).map(([other, { name: value }]) => `${axis} "${name}" × ${other} "${value}"`),
  );
}

/** Every pair that is in a case which `admits` lets be. */
export const allPairs = <Case extends object>(axes: Axes<Case>, admits: (one: Case) => boolean): ReadonlySet<string> =>
  new Set(everyCase(axes).filter(admits).flatMap(pairsOf));

/**
 * Cases in which every pair of values that is allowed occurs: always the first of those that hold the most pairs that are
 * still missing. The same axes give the same cases.
 */
export function pairUp<Case extends object>(axes: Axes<Case>, admits: (one: Case) => boolean): readonly Case[] {
  let candidates = everyCase(axes)
    .filter(admits)
    .map((one) => ({ one, pairs: pairsOf(one) }));
  const missing = new Set(candidates.flatMap(({ pairs }) => pairs));
  const chosen: Case[] = [];
  const axisCount = Object.keys(axes).length;
  for (let most = (axisCount * (axisCount - 1)) / 2; most > 0; most--) {
    for (const { one, pairs } of candidates) {
      if (pairs.filter((pair) => missing.has(pair)).length < most) continue;
      chosen.push(one);
      for (const pair of pairs) missing.delete(pair);
    }
    candidates = candidates.filter(({ pairs }) => pairs.some((pair) => missing.has(pair)));
  }
  return chosen;
}

const everyCase = <Case extends object>(axes: Axes<Case>): Case[] =>
  Object.entries(axes as Record<string, readonly Named[]>).reduce<Record<string, Named>[]>(
    (cases, [axis, values]) => cases.flatMap((one) => values.map((value) => ({ ...one, [axis]: value }))),
    [{}],
  ) as Case[];
