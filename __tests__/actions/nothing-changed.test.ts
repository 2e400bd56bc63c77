import { expect, test } from '@jest/globals';
import { renderClosing } from '#report/render-terminal';
import { isGreen } from '#report/verdict';
import { type PolicyScene, policyScenes } from '../cases/policies.ts';
import { finish, run } from '../support/deploy.ts';
import { openShop } from '../support/shop.ts';

// Whatever a run is refused up to its first write: it says that nothing was changed, and that only when it is true.

const isWrite = (operation: string) => !/:(Assume|BatchGet|Describe|Filter|Get|List)/.test(operation);

/** A scene in which an operation is refused from the start of the run on. */
async function play({ shop: options, before, action, with: inputs, options: how }: PolicyScene, refused?: string) {
  const shop = await openShop(options);
  shop.push('web', 'v2');
  await before?.(shop);
  const start = shop.aws.calls.length;
  if (refused !== undefined) shop.aws.faults.add({ operation: refused, do: { kind: 'deny' } });
  const ran = await run(shop, action, inputs, how);
  const calls = shop.aws.calls.slice(start);
  const written = calls.filter(({ operation, status }) => isWrite(operation) && status === 200);
  return { ran, shop, calls, written: written.map(({ operation }) => operation) };
}

/** What a run asks for up to its first write, each once. */
async function untilFirstWrite(scene: PolicyScene): Promise<readonly string[]> {
  const { calls } = await play(scene);
  const first = calls.findIndex(({ operation }) => isWrite(operation));
  const names = calls.slice(0, first === -1 ? undefined : first + 1).map(({ operation }) => operation);
  return [...new Set(names)];
}

const cases = await Promise.all(
  policyScenes
    .filter(({ verdict, action }) => verdict !== 'cancelled' && action !== 'preflight')
    .map(async (scene) => (await untilFirstWrite(scene)).map((operation) => ({ ...scene, operation, scene }))),
);

test.each(cases.flat())('$action, $name: $operation refused', async ({ scene, operation, action }) => {
  const { ran, shop, written } = await play(scene, operation);
  if (isGreen(ran.report.verdict)) return;
  const last = renderClosing(ran.report).at(-1) ?? '';
  // What wait-stable-and-healthcheck follows is a change that an earlier step has made.
  const follows = action === 'wait-stable-and-healthcheck' && ran.report.rows.some(({ rollout }) => rollout);
  const untouched = written.length === 0 && !follows;
  expect({ last, says: last.includes('nothing was changed') }).toEqual({ last, says: untouched });
  if (!untouched) return;
  expect(ran.report.changed).toBe(false);
  expect(await finish(shop, ran)).toBeUndefined();
});

test('each action has a first write that was refused', () => {
  const refused = cases.flat().filter(({ operation }) => isWrite(operation));
  expect(new Set(refused.map(({ action, operation }) => `${action} ${operation}`))).toEqual(
    new Set([
      'deploy-ecs ecs:RegisterTaskDefinition',
      'deploy-ecs rds:CreateDBSnapshot',
      'register-and-deploy-task-def ecs:RegisterTaskDefinition',
      'rollback ecs:UpdateService',
      'run-migration-task ecs:RunTask',
      'snapshot-rds rds:CreateDBSnapshot',
      'wait-stable-and-healthcheck ecs:TagResource',
      'wait-stable-and-healthcheck ecs:UpdateService',
    ]),
  );
});
