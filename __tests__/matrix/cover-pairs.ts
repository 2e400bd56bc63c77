import { allPairs, pairUp } from '../support/pair-up.ts';
import type { Case, Cause, Outcome } from './axes.ts';

type Axes = { readonly [Axis in keyof Case]: readonly Case[Axis][] };

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

const admits = ({ outcome, cause }: Case): boolean => isAdmitted(outcome, cause);

/** Every pair that the constraints allow. */
export const allowedPairs = (axes: Axes): ReadonlySet<string> => allPairs<Case>(axes, admits);

/** Cases in which every allowed pair occurs. */
export const coverPairs = (axes: Axes): readonly Case[] => pairUp<Case>(axes, admits);
