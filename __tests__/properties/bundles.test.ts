import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isGreen, type Verdict } from '#report/verdict';
import { anyScenario } from './any-scenario.ts';
import { brokenPromises } from './oracle.ts';
import { playBundle } from './play-bundle.ts';
import type { Scenario, ScenarioEnd } from './scenario.ts';

const runs: Readonly<Record<ScenarioEnd['kind'], number>> = { naturally: 12, cancel: 14, kill: 10 };
/** So many at a time: mostly they wait for each other's far end. */
const lanes = 4;

/** What a few seconds of accelerated time are enough for. */
function shortened(scenario: Scenario): Scenario {
  const { foreign: _, ...rest } = scenario;
  const trigger = rest.end.kind === 'naturally' ? undefined : rest.end.trigger;
  const end = {
    ...rest.end,
    ...(trigger?.kind === 'time' ? { trigger: { ...trigger, at: trigger.at / 4 } } : {}),
    // No hours pass here: the job is started again.
    ...(rest.end.kind === 'kill' ? { next: 'same' } : {}),
  } as ScenarioEnd;
  return {
    ...rest,
    end,
    services: rest.services.slice(0, 2).map((service) => ({
      ...service,
      after: service.after / 6,
      fate: ['stuck', 'fails-later', 'never-healthy'].includes(service.fate) ? 'exits' : service.fate,
    })),
    migration:
      rest.migration === 'unplaced' || (rest.migration === 'hangs' && end.kind === 'naturally')
        ? 'fails'
        : rest.migration,
    check: { ...rest.check, lag: rest.check.lag / 10 },
  };
}

const kinds = Object.keys(runs) as ScenarioEnd['kind'][];
const { seed = 1 } = fc.readConfigureGlobal() ?? {};
const scenarios = kinds.flatMap((kind) =>
  fc.sample(anyScenario[kind].map(shortened), { seed, numRuns: runs[kind] }).map((scenario) => ({ kind, scenario })),
);

test('through the bundle, with real signals, releases keep their promises', async () => {
  const broken: unknown[] = [];
  const ends = new Set<string>();
  const queue = [...scenarios];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const played = await playBundle(next.scenario);
      ends.add(played.main.end.kind);
      const lies = played.exits.filter(
        ({ code, verdict, entry }) =>
          entry === 'index' && verdict !== undefined && (code === 0) !== isGreen(verdict as Verdict),
      );
      const promises = [...brokenPromises(played), ...lies.map(({ code, verdict }) => `exit ${code} for ${verdict}`)];
      if (promises.length > 0) broken.push({ promises, scenario: JSON.stringify(next.scenario) });
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  expect(broken).toEqual([]);
  expect([...ends]).toEqual(expect.arrayContaining(['killed', 'reported']));
}, 180_000);
