import { describe, expect, test } from '@jest/globals';
import { leftAlone, refused, undecided } from '../cases/rollout-troubles.ts';
import { good, wentBack } from '../cases/rollout-verdicts.ts';
import { recordOn, revisionsOf } from '../support/deploy.ts';
import { playVerdict } from '../support/play-verdict.ts';

describe.each(Object.entries({ good, wentBack, leftAlone, undecided, refused }))('%s', (_, scenes) => {
  test.each(scenes)('$name: $verdict', async (scene) => {
    const { shop, ran } = await playVerdict(scene);
    const state = shop.state('web');
    const record = revisionsOf(shop, 'web') > 1 ? recordOn(shop, 'web:2').state : undefined;
    const { verdict, code, serves, running = [serves], record: recorded, writes = ran.writes } = scene;
    expect({
      verdict: ran.verdict,
      code: ran.code,
      serves: state.primary,
      running: state.running,
      record,
      writes: ran.writes,
    }).toEqual({ verdict, code, serves, running, record: recorded, writes });
    // What is called done is done at the far end, too, and not about to be.
    if (['succeeded', 'rolled-back', 'unchanged'].includes(verdict)) {
      expect(state).toMatchObject({ rollout: 'COMPLETED', deployments: 1, runningCount: state.desired });
    }
  });
});
