import type { LocalAws } from '../../local-aws/index.ts';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import type { OutsideEcs } from '../support/connect-outside.ts';
import { cluster, definition } from '../support/fill-shop.ts';
import type { ServiceState } from '../support/shop-state.ts';

/** What a far end on virtual time and one that listens have in common. */
export interface Far {
  readonly aws: LocalAws;
  readonly ecs: OutsideEcs;
  readonly fates: Map<string, Fate>;
  push(service: string, tag: string): string;
  state(service: string): ServiceState;
}

/** The far end of a case, and what somebody else does to it: its answers are never disturbed. */
export interface FarSide<F extends Far = Far> {
  readonly shop: F;
  /** Revision that served at first, and the one that is deployed: `web:1`. */
  readonly old: string;
  readonly new: string;
  readonly theirs: string;
}

export const service = 'web';
/** Deployed together with it, where two are. */
export const beside = 'api';

export const fire = ({ shop }: FarSide) =>
  shop.aws.alarms.set('shop-5xx', 'ALARM', 'Threshold Crossed: 3 datapoints were greater than 5.');

export async function stopIt({ shop }: FarSide): Promise<unknown> {
  const { arn } = [...shop.aws.ecs.state.serviceDeployments.values()].at(-1) ?? {};
  return shop.ecs.call('StopServiceDeployment', { serviceDeploymentArn: arn, stopType: 'ROLLBACK' });
}

/** Another image, deployed by somebody. */
export async function deployTheirs({ shop }: FarSide): Promise<unknown> {
  await shop.ecs.call('RegisterTaskDefinition', definition(service, shop.push(service, 'theirs')));
  return shop.ecs.call('UpdateService', { cluster, service, taskDefinition: service });
}

export const forceOurs = ({ shop }: FarSide) =>
  shop.ecs.call('UpdateService', { cluster, service, taskDefinition: service, forceNewDeployment: true });

/** Of three tasks none may start before one stops, and none may stop. Starts no deployment. */
export const stick = ({ shop }: FarSide) =>
  shop.ecs.call('UpdateService', {
    cluster,
    service,
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 125 },
  });

export const breakOld = ({ shop }: FarSide) =>
  shop.fates.set('v1', { kind: 'exits', code: 1, after: 500, log: ['the old one is broken, too'] });

/** Spot takes every task of the new revision that runs. */
export function takeTasks({ shop, ...side }: FarSide): void {
  const tasks = [...(shop.aws.ecs.state.clusters.get(cluster)?.tasks.values() ?? [])];
  for (const task of tasks) {
    const { family, revision } = task.launch.definition;
    if (`${family}:${revision}` === side.new && task.status === 'RUNNING') shop.aws.ecs.interruptTask(task.arn);
  }
}
