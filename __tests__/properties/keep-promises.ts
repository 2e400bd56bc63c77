import { expect } from '@jest/globals';
import fc from 'fast-check';
import { anyScenario } from './any-scenario.ts';
import { openCoverage } from './coverage.ts';
import { brokenPromises } from './oracle.ts';
import { play } from './play.ts';
import { rareScenarios } from './rare.ts';
import { calm, type Scenario, type ScenarioEnd } from './scenario.ts';

export interface Wish {
  readonly end: ScenarioEnd['kind'];
  readonly runs: number;
  /** Played first; they also make sure that what is rare happens. */
  readonly examples: readonly Scenario[];
  /** What must have happened at least once. */
  readonly wanted: readonly string[];
}

/** Set for all properties: `FC_SEED` (support/seed-properties.ts). */
const { seed = 1 } = fc.readConfigureGlobal() ?? {};
/** `PROPERTY_RUNS=10` plays ten times as many; `PROPERTY_SHRINK=0` shows what fails as it is, `PROPERTY_EXAMPLES=0` plays no named case. */
const factor = Number(process.env.PROPERTY_RUNS ?? 1);

/** Plays scenarios with this end; fails with the smallest one that breaks a promise. */
export async function keepPromises({ end, runs, examples, wanted }: Wish): Promise<void> {
  process.stdout.write(`scenarios that end ${end}: FC_SEED=${seed}\n`);
  // Loading SDK clients takes real time, which the virtual clock does not see.
  await play(calm);
  const coverage = openCoverage();
  const kept = fc.asyncProperty(anyScenario[end], async (scenario) => {
    const played = await play(scenario);
    coverage.count(played);
    expect(brokenPromises(played)).toEqual([]);
  });
  const isByChance = process.env.PROPERTY_EXAMPLES === '0';
  const endOnFailure = process.env.PROPERTY_SHRINK === '0';
  await fc.assert(kept, {
    seed,
    numRuns: runs * factor,
    endOnFailure,
    examples: isByChance ? [] : [...examples, ...rareScenarios(end)].map((scenario): [Scenario] => [scenario]),
  });
  if (!isByChance) expect(coverage.missing(wanted)).toEqual([]);
}
