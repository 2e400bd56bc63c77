import { expect } from '@jest/globals';
import type { Annotation } from '#report/annotate';
import type { Diagnosis } from '#report/diagnosis';
import type { Expected } from './expect-end.ts';
import { type FarSide, service } from './far-side.ts';

type Shown = Pick<Annotation, 'title' | 'message'> & { readonly level: string };

/** The first annotation tells the cause, a line of the far end, and what to do with what; a green run has none. */
export function judgeWords(
  { code, text, names }: Expected,
  why: Diagnosis | undefined,
  annotations: readonly Shown[],
): void {
  const errors = annotations.filter(({ level }) => level === 'error');
  if (code === undefined) return void expect(errors).toEqual([]);
  const [first] = errors;
  const [cause = '', ...rest] = first?.message.split('\n') ?? [];
  expect(first?.title).toBe(code);
  expect(cause).toContain(why?.what.slice(0, 60));
  expect(rest.length).toBeGreaterThan(0);
  if (names !== undefined) expect(rest.join('\n')).toMatch(names);
  if (text !== undefined) expect([why?.what, ...(why?.evidence ?? [])].join('\n')).toMatch(text);
}

/** What the far end has in the end. */
export function judgeServing(expected: Expected, side: FarSide): void {
  const serving = servingOf(expected, side);
  const state = side.shop.state(service);
  expect(Object.fromEntries(Object.keys(serving).map((key) => [key, state[key as keyof Serving]]))).toEqual(serving);
}

interface Serving {
  readonly primary?: string;
  readonly rollout?: string;
  readonly running?: readonly string[];
  readonly runningCount?: number;
}

/** What the far end must have, as far as the model tells it. */
function servingOf({ serves }: Expected, { shop, old, new: ours, theirs }: FarSide): Serving {
  const { desired } = shop.state(service);
  const whole = (label: string): Serving => ({
    primary: label,
    rollout: 'COMPLETED',
    running: desired === 0 ? [] : [label],
    ...(desired === 0 ? {} : { runningCount: desired }),
  });
  switch (serves) {
    case 'old':
      return whole(old);
    case 'new':
      return whole(ours);
    case 'theirs':
      return { primary: theirs };
    case 'new, old runs':
      return { primary: ours };
    case 'new, nothing runs':
      return { primary: ours, rollout: 'FAILED' };
    case 'not told':
      return {};
  }
}
