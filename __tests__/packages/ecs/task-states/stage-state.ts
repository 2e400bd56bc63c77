import { stopTaskByRequest } from '../../../../local-aws/ecs/tasks.ts';
import type { Fate } from '../../../../local-aws/runtimes/scripted.ts';
import { run } from '../../../support/deploy.ts';
import { cluster, definition, openShop } from '../../../support/shop.ts';
import type { Case, Side } from './axes.ts';

/** Writes some lines, and ends well. */
export const fine: Fate = { kind: 'exits', code: 0, after: 3_000, log: ['one', 'two', 'three', 'four', 'five', 'six'] };

/** A service `web` that wants no tasks, whose definition migrations run on; `v2` of its image is there. */
export async function stageState({ state, logWay }: Case): Promise<Side> {
  const fates = new Map<string, Fate>([['migrate', widened(state.fate ?? fine, logWay.width)]]);
  if (state.sideCar !== undefined) fates.set('agent', state.sideCar.fate);
  const shop = await openShop({
    services: [],
    fateOf: ({ name, command = [], service }) =>
      service === undefined ? fates.get(name === 'app' ? (command[0] ?? '') : name) : undefined,
    ...(logWay.logs === undefined ? {} : { logs: logWay.logs }),
  });
  for (const tag of ['v1', 'v2']) shop.push('web', tag);
  const { containerDefinitions, ...rest } = definition('web', shop.image('web', 'v1'));
  const agent = { name: 'agent', image: 'shop/agent:1', essential: state.sideCar?.essential ?? false };
  const containers = state.sideCar === undefined ? containerDefinitions : [...containerDefinitions, agent];
  await shop.ecs.call('RegisterTaskDefinition', { ...rest, containerDefinitions: containers });
  await shop.ecs.call('CreateService', {
    cluster,
    serviceName: 'web',
    taskDefinition: 'web',
    desiredCount: 0,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
  });
  await shop.clock.advance(60_000);
  const side: Side = { shop, fates };
  await state.before?.(side);
  return side;
}

const widened = (fate: Fate, width = 0): Fate =>
  'log' in fate && fate.log !== undefined ? { ...fate, log: fate.log.map((line) => line.padEnd(width, '.')) } : fate;

/** Another run migrates the same service; `apart`: milliseconds until this returns. */
export async function migrate(side: Side, fate: Fate, apart = 3_000): Promise<void> {
  const { shop, fates } = side;
  fates.set('theirs', fate);
  const inputs = { service: 'web', command: 'theirs', 'timeout-minutes': '30' };
  side.other = run(shop, 'run-migration-task', inputs, { run: { release: '776-1' } });
  await shop.clock.sleep(apart);
}

const taskOf = ({ shop }: Side, arn: string) =>
  [...(shop.aws.ecs.state.clusters.get(cluster)?.tasks ?? [])].find(([, task]) => task.arn === arn);

/** Somebody else's call meets no faults. */
export const stopIt = ({ shop }: Side, task: string): unknown =>
  stopTaskByRequest(shop.aws.ecs.state, { cluster, task, reason: 'Task stopped by user' });

export const interruptIt = ({ shop }: Side, task: string): unknown => shop.aws.ecs.interruptTask(task);

/** Its host will be lost with what it knew: the task stops, and nobody ever tells how its containers ended. */
export function forgetCode(side: Side, arn: string): void {
  for (const container of taskOf(side, arn)?.[1].containers ?? [])
    Object.defineProperty(container, 'exitCode', { get: () => undefined, set: () => {} });
}

export function forget(side: Side, arn: string): void {
  const [key] = taskOf(side, arn) ?? [];
  if (key !== undefined) side.shop.aws.ecs.state.clusters.get(cluster)?.tasks.delete(key);
}
