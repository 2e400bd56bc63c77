import { describe, expect, test } from '@jest/globals';
import { leftAlone, refused, undecided } from '../cases/rollout-troubles.ts';
import { good, plain, type VerdictCase, wentBack } from '../cases/rollout-verdicts.ts';
import { recordOn, revisionsOf, run } from '../support/deploy.ts';
import { openShop } from '../support/shop.ts';

async function play(scene: VerdictCase) {
  const shop = await openShop({ ...scene.shop, fates: scene.fate === undefined ? {} : { v2: scene.fate } });
  shop.push('web', 'v2');
  await scene.before?.(shop);
  const now = shop.clock.now();
  for (const { after = 0, ...rule } of scene.faults ?? []) shop.aws.faults.add({ ...rule, from: now + after });
  const ran = await run(
    shop,
    scene.action ?? 'deploy-ecs',
    { ...plain, ...scene.with },
    {
      ...(scene.http === undefined ? {} : { http: scene.http(shop) }),
      ...(scene.cancelAfter === undefined ? {} : { cancelAfter: scene.cancelAfter }),
      at: (scene.at ?? []).map(([after, what]) => [after, () => void what(shop)] as const),
    },
  );
  return { shop, ran };
}

describe.each(Object.entries({ good, wentBack, leftAlone, undecided, refused }))('%s', (_, scenes) => {
  test.each(scenes)('$name: $verdict', async (scene) => {
    const { shop, ran } = await play(scene);
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
