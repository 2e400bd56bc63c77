import { afterAll, describe, expect, test } from '@jest/globals';
import { phaseOf } from './coverage.ts';
import { type Interrupted, interruptions, type Story, signals, stageOf } from './moments.ts';
import { brokenPromises } from './oracle.ts';
import { play } from './play.ts';

/** Milliseconds of real time: only what never ends is ended. */
const hangs = 3_600_000;

/** What must have been interrupted by each signal: phases as they are kept, stages as ECS names them. */
export interface Wanted {
  readonly phases: readonly string[];
  readonly stages: readonly string[];
}

/**
 * Interrupts each story at every moment with every signal, or at those that are picked. What was promised holds after main, post and the next run; at last every phase and stage was met by every signal.
 */
export async function interruptStories(
  stories: readonly Story[],
  wanted: Wanted,
  pick: (one: Interrupted, at: number) => boolean = () => true,
): Promise<void> {
  const cases: Interrupted[] = [];
  // One after another: each play has chance to itself.
  for (const story of stories) cases.push(...(await interruptions(story)));
  const met = new Set<string>();

  describe('interrupted', () => {
    test.each(cases.filter(pick))(
      '$name',
      async ({ signal, scenario }) => {
        const played = await play(scenario);
        expect(played.main.interrupted).toBeDefined();
        met.add(`${signal} ${phaseOf(played.main.interrupted?.kept)}`);
        const stage = stageOf(played);
        if (stage !== undefined) met.add(`${signal} ${stage}`);
        expect(brokenPromises(played)).toEqual([]);
      },
      hangs,
    );
  });

  test('every phase and every stage was met by every signal', () => {
    const all = signals.flatMap((signal) => [...wanted.phases, ...wanted.stages].map((one) => `${signal} ${one}`));
    expect(all.filter((one) => !met.has(one))).toEqual([]);
  });
  afterAll(() => met.clear());
}
