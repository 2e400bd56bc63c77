import { expect, test } from '@jest/globals';
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

/** The permissions that a run used, by the scene; it is found out once. */
const used = new Map<PolicyScene, ReadonlySet<string>>();

test.each(policyScenes)('$action, $name: what its page allows is enough', async (scene) => {
  const { ran, guard } = await play(scene, await loadPermissions(scene.action));
  used.set(scene, guard.used);
  expect({ verdict: ran.verdict, refused: [...guard.refused] }).toEqual({ verdict: scene.verdict, refused: [] });
});

const actions = [...new Set(policyScenes.map(({ action }) => action))];
const statements = await Promise.all(
  actions.map(async (action) => (await loadPermissions(action)).map((permission) => ({ action, ...permission }))),
);

test.each(statements.flat())('$action without $sid ends otherwise, or as well, as its page says', async (statement) => {
  const { action, sid, without } = statement;
  const rest = (await loadPermissions(action)).filter((other) => other.sid !== sid);
  const scenes = policyScenes.filter((scene) => scene.action === action && used.get(scene)?.has(sid) !== false);
  let [isFelt, isNeeded] = [false, false];
  for (const scene of scenes) {
    const { ran, guard } = await play(scene, rest);
    isFelt ||= guard.refused.size > 0;
    isNeeded ||= ran.verdict !== scene.verdict;
    if (isNeeded) break;
  }
  expect({ isFelt, isNeeded }).toEqual({ isFelt: true, isNeeded: without === undefined });
});
