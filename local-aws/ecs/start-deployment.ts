import { rollout, serviceDeployment as why } from '../texts.ts';
import { later } from './enter-status.ts';
import { arnOf } from './find-resources.ts';
import { makeDigits, makeUrlId } from './make-id.ts';
import type { Deployment, Ecs, Launch, Revision, Service, ServiceDeployment } from './model.ts';
import { hasEnded, noteDeployment, noteServiceDeployment } from './note-change.ts';
import { planStages } from './stages/plan-stages.ts';
import { dropHooks } from './stages/run-hooks.ts';
import { shiftTraffic } from './stages/shift-traffic.ts';
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
    slot: nextSlot(service),
    replaced: 0,
  };
  supersede(ecs, service);
  const reconcile = service.deployments.filter(({ tasks }) => tasks.size > 0).length > 1;
  service.launch = launch;
  service.deployments = [deployment, ...service.deployments];
  service.steady = false;
  noteDeployment(ecs, deployment, 'IN_PROGRESS', rollout.inProgress(deployment.id));
  deployment.followedBy = register(ecs, service, deployment, sources, reconcile);
  // Its target group has to be in use before its tasks can be healthy.
  if (deployment.followedBy.stages !== undefined && sources.length > 0) {
    shiftTraffic(ecs, deployment, { production: 0, test: 0 });
  }
  wakeService(ecs, service);
  return deployment;
}

/** Not the one of what serves now. */
function nextSlot({ configuration, deployments }: Service): Deployment['slot'] {
  if ((configuration.strategy ?? 'ROLLING') === 'ROLLING') return 0;
  const serving = deployments.find(({ rollout: state }) => state === 'COMPLETED');
  return serving?.slot === 0 ? 1 : 0;
}

function supersede(ecs: Ecs, service: Service): void {
  const before = service.deployments[0]?.followedBy;
  if (before === undefined || hasEnded(before.status)) return;
  dropHooks(before);
  noteServiceDeployment(ecs, before, 'STOPPED', why.superseded);
}

function register(
  ecs: Ecs,
  service: Service,
  target: Deployment,
  sources: readonly Revision[],
  reconcile: boolean,
): ServiceDeployment {
  const { timing, world } = ecs;
  const now = world.clock.now();
  const { configuration } = service;
  const { deploymentCircuitBreaker, alarms } = configuration;
  const isRed = alarms?.alarmNames?.some((name) => ecs.alarms.isRed(name)) === true;
  const steps = planStages(configuration, timing, reconcile);
  const registered: ServiceDeployment = {
    arn: arnOf(ecs, `service-deployment/${service.cluster.name}/${service.name}/${makeUrlId(world)}`),
    service,
    target,
    sources,
    configuration,
    ...(steps === undefined ? {} : { stages: { steps, at: -1, until: now, production: 0, test: 0, hooks: [] } }),
    createdAt: now,
    visibleAt: now + timing.visible,
    updatedAt: now,
    status: 'PENDING',
    breaker: deploymentCircuitBreaker?.enable === true ? 'MONITORING' : 'DISABLED',
    alarms: alarms?.enable === true && !isRed ? 'MONITORING' : 'DISABLED',
    triggeredAlarms: [],
  };
  ecs.serviceDeployments.set(registered.arn, registered);
  world.timeline.push({ at: now, kind: 'ecs.service-deployment', subject: registered.arn, state: 'PENDING' });
  later(ecs, timing.register, () => {
    if (registered.status !== 'PENDING') return;
    noteServiceDeployment(ecs, registered, 'IN_PROGRESS');
    if (registered.stages !== undefined) wakeService(ecs, service);
  });
  return registered;
}
