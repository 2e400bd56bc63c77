import type { Story } from './moments.ts';
import { calm, type ScenarioService, strategies } from './scenario.ts';

const good: ScenarioService = { fate: 'good', after: 0, order: 0, desired: 2, wait: true };
const bad: ScenarioService = { ...good, fate: 'exits', after: 2_000 };

/** Two waves, a migration and checks; each way back: by a stop, by ECS itself, by an update. */
export const byCalls: readonly Story[] = [
  {
    name: 'a migration, two waves and their checks',
    by: 'calls',
    scenario: {
      ...calm,
      services: [good, { ...good, order: 1 }],
      migration: 'succeeds',
      check: { kind: 'lags', lag: 20_000, perRow: true },
    },
  },
  { name: 'a crash loop that we stop', by: 'writes', scenario: { ...calm, services: [bad], breaker: 'off' } },
  {
    name: 'a crash loop beside one that serves',
    by: 'writes',
    scenario: {
      ...calm,
      services: [
        { ...bad, after: 30_000 },
        { ...good, desired: 1 },
      ],
    },
  },
  {
    name: 'a check that fails',
    by: 'writes',
    scenario: { ...calm, check: { kind: 'fails', lag: 0, perRow: false } },
  },
  { name: 'a migration that fails', by: 'writes', scenario: { ...calm, migration: 'fails' } },
];

/** A release for each way in which ECS moves traffic by stages. */
export const byStages: readonly Story[] = strategies.map((strategy) => ({
  name: strategy,
  by: 'stages',
  scenario: { ...calm, strategy, check: { kind: 'passes', lag: 0, perRow: false } },
}));
