import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { addBalancedService } from '../support/balanced-service.ts';
import { cluster, definition, openShop, type Shop } from '../support/shop.ts';
import type { Case } from './axes.ts';
import { type Far, type FarSide, service } from './far-side.ts';

/** The far end of a case: a service that serves `v1`, or none yet; the image `new` is there. */
export async function openScene(one: Case): Promise<FarSide<Shop>> {
  const { outcome, cause } = one;
  const isFirst = outcome.start === 'first';
  const shop = await openShop({
    services: isFirst || cause.kind === 'balanced' ? [] : [service],
    deploymentConfiguration: {},
    ...(outcome.desired === undefined ? {} : { desired: outcome.desired }),
    ...(outcome.service === undefined ? {} : { serviceOptions: outcome.service }),
    ...(cause.fate === undefined ? {} : { fates: { new: cause.fate } }),
  });
  shop.push(service, 'new');
  if (cause.kind === 'balanced') await balance(shop);
  if (cause.checked === true && !isFirst) await check(shop);
  return await prepare(shop, one);
}

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

/** Behind a load balancer that looks at each target every five seconds. */
async function balance(shop: Shop): Promise<void> {
  const group = { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, UnhealthyThresholdCount: 2 };
  await addBalancedService(shop, { name: service, group, graceSeconds: 0 });
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
  const { TargetGroups: [group] = [] } = await client.send(new DescribeTargetGroupsCommand({}));
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }];
  await client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: group?.TargetGroupArn, Attributes }));
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
