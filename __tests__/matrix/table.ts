import type { Case } from './axes.ts';
import { causes } from './causes.ts';
import { conditions } from './conditions.ts';
import { coverPairs } from './cover-pairs.ts';
import { failing, rolling } from './outcomes.ts';
import { byStages } from './outcomes-by-stages.ts';
import { meanwhile } from './outcomes-meanwhile.ts';
import { together } from './outcomes-together.ts';

export const axes = {
  outcome: [...failing, ...rolling, ...byStages, ...meanwhile, ...together],
  condition: conditions,
  cause: causes,
};

/** The fault matrix: every outcome under every condition, with starts so that every allowed pair occurs. */
export const table: readonly Case[] = coverPairs(axes);

export const nameOf = ({ outcome, condition, cause }: Case): string =>
  `${outcome.name}${cause.kind === 'fine' ? '' : `, ${cause.name}`}; ${condition.name}`;

/** Every `of`-th case from `first` on, with its name. */
export const slice = (first: number, of: number): readonly (Case & { readonly name: string })[] =>
  table.filter((_, at) => at % of === first).map((one) => ({ ...one, name: nameOf(one) }));
