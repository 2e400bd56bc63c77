import { addBalancedService } from '../support/balanced-service.ts';
import { cluster, definition, openShop, type Shop } from '../support/shop.ts';
import type { Case } from './axes.ts';
import { type FarSide, service } from './far-side.ts';

/** The far end of a case: a service that serves `v1`, or none yet; the image `new` is there. */
export async function openScene(one: Case): Promise<FarSide> {
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
  const side = sideOf(shop, isFirst);
  await outcome.before?.(side);
  if (isFirst) await create(side, one);
  else if (outcome.configuration !== undefined) await configure(shop, outcome.configuration);
  return side;
}

function sideOf(shop: Shop, isFirst: boolean): FarSide {
  const old = isFirst ? 'web:0' : shop.state(service).primary;
  const next = (by: number) => `web:${Number(old.slice('web:'.length)) + by}`;
  return { shop, old, new: next(1), theirs: next(2) };
}

/** That alone starts no deployment: it counts from the next one on. */
const configure = (shop: Shop, deploymentConfiguration: NonNullable<Case['outcome']['configuration']>) =>
  shop.ecs.call('UpdateService', { cluster, service, deploymentConfiguration });

/** Behind a load balancer that looks at each target every five seconds. */
async function balance(shop: Shop): Promise<void> {
  const group = { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, UnhealthyThresholdCount: 2 };
  await addBalancedService(shop, { name: service, group, graceSeconds: 0 });
  await shop.ecs.call('UpdateService', { cluster, service, desiredCount: 2 });
  await shop.clock.advance(60_000);
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
async function create({ shop }: FarSide, { outcome, cause }: Case): Promise<void> {
  const image = shop.image(service, 'new');
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
