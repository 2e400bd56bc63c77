import type { DeleteServiceRequest, DescribeServicesRequest, ListServicesRequest } from '@aws-sdk/client-ecs';
import { AwsFault } from '../service.ts';
import { error } from '../texts.ts';
import { arnOf, findActiveService, findCluster, lookUpService, nameOf } from './find-resources.ts';
import type { Ecs } from './model.ts';
import { page } from './page.ts';
import { serviceShape } from './service-shape.ts';
import { tagsWhen } from './tags.ts';
import { wakeService } from './wake-service.ts';

/** Up to ten services of one cluster; those that it does not know are in `failures` as MISSING. */
export function describeServices(ecs: Ecs, input: DescribeServicesRequest) {
  const cluster = findCluster(ecs, input.cluster);
  const asked = input.services ?? [];
  if (asked.length === 0) throw new AwsFault('InvalidParameterException', error.empty('services'));
  if (asked.length > 10) throw new AwsFault('InvalidParameterException', error.tooMany('services', 10));
  const found = asked.map((name) => ({ name, service: lookUpService(cluster, name) }));
  return {
    services: found.flatMap(({ service }) =>
      service === undefined ? [] : [{ ...serviceShape(ecs, service), ...tagsWhen(ecs, service.arn, input.include) }],
    ),
    failures: found.flatMap(({ name, service }) =>
      service === undefined ? [{ arn: arnOf(ecs, `service/${cluster.name}/${nameOf(name)}`), reason: 'MISSING' }] : [],
    ),
  };
}

export function listServices(ecs: Ecs, input: ListServicesRequest) {
  const all = [...findCluster(ecs, input.cluster).services.values()].filter(
    (service) =>
      service.status !== 'INACTIVE' &&
      (input.launchType ?? service.launch.launchType) === service.launch.launchType &&
      (input.schedulingStrategy ?? service.scheduling) === service.scheduling,
  );
  const { items, ...next } = page(all, input, 100, 10);
  return { serviceArns: items.map((service) => service.arn), ...next };
}

/** DRAINING until its last task is gone, then INACTIVE. */
export function deleteService(ecs: Ecs, input: DeleteServiceRequest) {
  const service = findActiveService(findCluster(ecs, input.cluster), input.service);
  if (service.desired > 0 && input.force !== true && service.scheduling === 'REPLICA') {
    throw new AwsFault('InvalidParameterException', error.serviceScaled);
  }
  service.status = 'DRAINING';
  service.desired = 0;
  wakeService(ecs, service);
  return { service: serviceShape(ecs, service) };
}
