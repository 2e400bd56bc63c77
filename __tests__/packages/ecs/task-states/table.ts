import { pairUp } from '../../../support/pair-up.ts';
import type { Case } from './axes.ts';
import { conditions } from './conditions.ts';
import { interrupted } from './interrupted.ts';
import { logWays } from './log-ways.ts';
import { ownEnds } from './own-ends.ts';
import { refused } from './refused.ts';

export const axes = {
  state: [...refused, ...ownEnds, ...interrupted],
  condition: conditions,
  logWay: logWays,
  host: [{ name: 'run-migration-task' }, { name: 'deploy-ecs' }],
} as const;

/** What makes another state of it is no case. */
export const admits = ({ state, condition }: Pick<Case, 'state' | 'condition'>): boolean =>
  state.not?.includes(condition.name) !== true;

/** The state table of a one-off task: every state under every condition, with every way of its log, in either action. */
export const table: readonly Case[] = pairUp<Case>(axes, admits);

export const nameOf = ({ state, condition, logWay, host }: Case): string =>
  `${state.name}; ${condition.name}; log ${logWay.name}; ${host.name}`;

type NamedCase = Case & { readonly name: string };

const named = (cases: readonly Case[]): readonly NamedCase[] => cases.map((one) => ({ ...one, name: nameOf(one) }));
const isCalm = ({ condition }: Case): boolean => condition.rules.length === 0;

/** Each state where AWS answers as it should. */
export const calmOnes = (): readonly NamedCase[] => named(table.filter(isCalm));

/** Of the others every `of`-th from `first` on. */
export const disturbed = (first: number, of: number): readonly NamedCase[] =>
  named(table.filter((one) => !isCalm(one)).filter((_, at) => at % of === first));
