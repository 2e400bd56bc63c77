import { describe, expect, test } from '@jest/globals';
import type { Permission } from '#aws/permission';
import { loadPermissions } from '../../scripts/actions.ts';
import { type PolicyScene, policyScenes, shopWords } from '../cases/policies.ts';
import { run } from '../support/deploy.ts';
import { guardWith } from '../support/iam-guard.ts';
import { openShop } from '../support/shop.ts';

async function play(scene: PolicyScene, permissions: readonly Permission[]) {
  const shop = await openShop(scene.shop);
  shop.push('web', 'v2');
  await scene.before?.(shop);
  const guard = guardWith(shop.aws, shop.host().network.aws as never, permissions, shopWords);
  const ran = await run(shop, scene.action, scene.with, { ...scene.options, aws: guard.aws });
  return { ran, guard };
}

test.each(policyScenes)('$action, $name: what its page allows is enough', async (scene) => {
  const { ran, guard } = await play(scene, await loadPermissions(scene.action));
  expect({ verdict: ran.verdict, refused: [...guard.refused] }).toEqual({ verdict: scene.verdict, refused: [] });
});

const actions = [...new Set(policyScenes.map(({ action }) => action))];

describe.each(actions)('%s: no statement is too much', (action) => {
  const scenes = policyScenes.filter((scene) => scene.action === action);

  test('without one a run ends otherwise, or as well, as its page says', async () => {
    const permissions = await loadPermissions(action);
    const uses = await Promise.all(scenes.map(async (scene) => ({ scene, ...(await play(scene, permissions)) })));
    for (const permission of permissions) {
      const rest = permissions.filter((other) => other !== permission);
      const without = [];
      for (const { scene, guard, ran } of uses) {
        if (!guard.used.has(permission.sid)) continue;
        const end = await play(scene, rest);
        without.push({ was: ran.verdict, is: end.ran.verdict, refused: end.guard.refused.size > 0 });
        if (ran.verdict !== end.ran.verdict) break;
      }
      const isFelt = without.some(({ refused }) => refused);
      const isNeeded = without.some(({ was, is }) => was !== is);
      const { sid, without: goesOn } = permission;
      expect({ sid, isFelt, isNeeded }).toEqual({ sid, isFelt: true, isNeeded: goesOn === undefined });
    }
  });
});
