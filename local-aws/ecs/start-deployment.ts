import { rollout, serviceDeployment as why } from '../texts.ts';
import { later } from './enter-status.ts';
import { arnOf } from './find-resources.ts';
import { makeDigits, makeUrlId } from './make-id.ts';
import type { Deployment, Ecs, Launch, Revision, Service, ServiceDeployment } from './model.ts';
import { hasEnded, noteDeployment, noteServiceDeployment } from './note-change.ts';
import { wakeService } from './wake-service.ts';

/** Makes a new PRIMARY deployment of the service, with its revision and service deployment; supersedes the one before. */
export function startDeployment(ecs: Ecs, service: Service, launch: Launch): Deployment {
  const now = ecs.world.clock.now();
  const digits = makeDigits(ecs.world);
  const sources = service.deployments.map((deployment) => deployment.revision);
  const revision: Revision = {
    arn: arnOf(ecs, `service-revision/${service.cluster.name}/${service.name}/${digits}`),
    service,
    launch,
    createdAt: now,
    digests: new Map(),
  };
  ecs.revisions.set(revision.arn, revision);
  const deployment: Deployment = {
    digits,
    id: `ecs-svc/${digits}`,
    launch,
    createdAt: now,
    updatedAt: now,
    revision,
    rollout: 'IN_PROGRESS',
    reason: '',
    tasks: new Set(),
    failures: 0,
    ran: false,
    unstarted: 0,
    retryAt: 0,
    alarmsIgnored: (service.configuration.alarms?.alarmNames ?? []).some((name) => ecs.alarms.has(name)),
    replaced: 0,
  };
  supersede(ecs, service);
  service.launch = launch;
  service.deployments = [deployment, ...service.deployments];
  service.steady = false;
  noteDeployment(ecs, deployment, 'IN_PROGRESS', rollout.inProgress(deployment.id));
  deployment.followedBy = register(ecs, service, deployment, sources);
  wakeService(ecs, service);
  return deployment;
}

function supersede(ecs: Ecs, service: Service): void {
  const before = service.deployments[0]?.followedBy;
  if (before === undefined || hasEnded(before.status)) return;
  noteServiceDeployment(ecs, before, 'STOPPED', why.superseded);
}

function register(ecs: Ecs, service: Service, target: Deployment, sources: readonly Revision[]): ServiceDeployment {
  const { timing, world } = ecs;
  const now = world.clock.now();
  const { deploymentCircuitBreaker, alarms } = service.configuration;
  const registered: ServiceDeployment = {
    arn: arnOf(ecs, `service-deployment/${service.cluster.name}/${service.name}/${makeUrlId(world)}`),
    service,
    target,
    sources,
    createdAt: now,
    visibleAt: now + timing.visible,
    updatedAt: now,
    status: 'PENDING',
    breaker: deploymentCircuitBreaker?.enable === true ? 'MONITORING' : 'DISABLED',
    alarms: alarms?.enable === true && !target.alarmsIgnored ? 'MONITORING' : 'DISABLED',
    triggeredAlarms: [],
  };
  ecs.serviceDeployments.set(registered.arn, registered);
  world.timeline.push({ at: now, kind: 'ecs.service-deployment', subject: registered.arn, state: 'PENDING' });
  later(ecs, timing.register, () => {
    if (registered.status === 'PENDING') noteServiceDeployment(ecs, registered, 'IN_PROGRESS');
  });
  return registered;
}
