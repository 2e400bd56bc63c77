import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ContainerSpec } from '../../local-aws/runtime.ts';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import { addBalancedService } from '../support/balanced-service.ts';
import { runsTag } from '../support/choose-fate.ts';
import { cluster, definition, openShop, type Shop } from '../support/shop.ts';
import { addColouredService } from './add-coloured-service.ts';
import type { Case } from './axes.ts';
import { beside, type Far, type FarSide, service } from './far-side.ts';

/** The far end of a case: a service that serves `v1`, or none yet; the image `new` is there. */
export async function openScene(one: Case): Promise<FarSide<Shop>> {
  const { outcome, cause } = one;
  const isFirst = outcome.start === 'first';
  const isBalanced = cause.kind === 'balanced' || outcome.colours === true;
  let opened: Shop | undefined;
  const next = turns(cause);
  const shop = await openShop({
    fateOf: (spec) => (opened !== undefined && isNew(opened, spec) ? next() : undefined),
    services: isFirst || isBalanced ? [] : [service, ...(outcome.beside === undefined ? [] : [beside])],
    deploymentConfiguration: {},
    ...(outcome.desired === undefined ? {} : { desired: outcome.desired }),
    ...(outcome.service === undefined ? {} : { serviceOptions: outcome.service }),
  });
  shop.push(service, 'new');
  if (outcome.beside !== undefined) shop.push(beside, 'new');
  opened = shop;
  if (isBalanced) await balance(shop, outcome.colours === true);
  if (cause.checked === true && !isFirst) await check(shop);
  return await prepare(shop, one);
}

/** The fates of a start, one task after the other. */
function turns({ fate, fates }: Case['cause']): () => Fate | undefined {
  const all: readonly Fate[] = fates ?? [];
  let starts = 0;
  return () => fate ?? all[starts++ % all.length];
}

/** Whether it is a task of the service with the new image: the one that is deployed beside it has that tag, too. */
const isNew = ({ aws }: Shop, { image, service: name }: ContainerSpec): boolean =>
  name === service && runsTag(aws, image, 'new');

/** What stands before the run: the service as the outcome has it. */
export async function prepare<F extends Far>(shop: F, one: Case): Promise<FarSide<F>> {
  const { outcome } = one;
  const side = sideOf(shop, outcome.start === 'first');
  await outcome.before?.(side);
  if (outcome.start === 'first') await create(shop, one);
  else if (outcome.configuration !== undefined) await configure(shop, outcome.configuration);
  return side;
}

function sideOf<F extends Far>(shop: F, isFirst: boolean): FarSide<F> {
  const old = isFirst ? 'web:0' : shop.state(service).primary;
  const next = (by: number) => `web:${Number(old.slice('web:'.length)) + by}`;
  return { shop, old, new: next(1), theirs: next(2) };
}

/** That alone starts no deployment: it counts from the next one on. */
const configure = (shop: Far, deploymentConfiguration: NonNullable<Case['outcome']['configuration']>) =>
  shop.ecs.call('UpdateService', { cluster, service, deploymentConfiguration });

/** Behind a load balancer that looks at each target every five seconds; in two colours, where traffic moves by stages. */
async function balance(shop: Shop, byColours: boolean): Promise<void> {
  const group = { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, UnhealthyThresholdCount: 2 };
  if (byColours) await addColouredService(shop, { name: service, group });
  else await addBalancedService(shop, { name: service, group, graceSeconds: 0 });
  await drainSoon(shop);
  await shop.ecs.call('UpdateService', { cluster, service, desiredCount: 2 });
  await shop.clock.advance(60_000);
}

/** Targets that leave are waited for no five minutes. */
async function drainSoon(shop: Shop): Promise<void> {
  const client = new ElasticLoadBalancingV2Client({
    region: shop.aws.world.region,
    credentials: { accessKeyId: 'AKIASHOP', secretAccessKey: 'secret' },
    requestHandler: shop.host().network.aws as never,
  });
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }];
  const { TargetGroups = [] } = await client.send(new DescribeTargetGroupsCommand({}));
  for (const { TargetGroupArn } of TargetGroups) {
    await client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
  }
}

/** Gives the definition a health check of its container, which deployments then take over. */
async function check(shop: Shop): Promise<void> {
  await shop.ecs.call('RegisterTaskDefinition', checked(shop.image(service, 'v1')));
  await shop.ecs.call('UpdateService', { cluster, service, taskDefinition: service });
  await shop.clock.advance(120_000);
}

const healthCheck = { command: ['CMD', 'true'], interval: 5, timeout: 2, retries: 2, startPeriod: 0 };

function checked(image: string) {
  const plain = definition(service, image);
  return { ...plain, containerDefinitions: plain.containerDefinitions.map((one) => ({ ...one, healthCheck })) };
}

/** Somebody creates the service with the new image just now. */
async function create(shop: Far, { outcome, cause }: Case): Promise<void> {
  const image = shop.push(service, 'new');
  await shop.ecs.call('RegisterTaskDefinition', cause.checked === true ? checked(image) : definition(service, image));
  await shop.ecs.call('CreateService', {
    cluster,
    serviceName: service,
    taskDefinition: service,
    desiredCount: 2,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
    ...(outcome.configuration === undefined ? {} : { deploymentConfiguration: outcome.configuration }),
  });
}
