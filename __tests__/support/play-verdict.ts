import { plain, type VerdictCase } from '../cases/rollout-verdicts.ts';
import { type Ran, run } from './deploy.ts';
import { openShop, type Shop } from './shop.ts';

/** Runs one release of `web` to its end. */
export async function playVerdict(scene: VerdictCase): Promise<{ readonly shop: Shop; readonly ran: Ran }> {
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
