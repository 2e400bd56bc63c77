import type { FailureEvidence } from '#ecs/diagnose/causes/evidence';
import { type ContainerFacts, failingContainer } from '#ecs/diagnose/failing-container';
import type { StoppedContainer, StoppedTask } from '#ecs/diagnose/stopped-task';
import type { ReasonCode } from '#report/reasons';
import { codeMismatch, timedOut } from '../../local-aws/elb/texts.ts';
import { event, stopped, unplaced } from '../../local-aws/texts.ts';

export interface CauseCase {
  readonly code: ReasonCode;
  readonly name: string;
  readonly evidence: FailureEvidence;
  /** The resource that the fix must name. */
  readonly names: string;
  /** What decides, which must stand in the evidence word for word. */
  readonly text: string;
  /**
   * What is still known when AWS says it in other words, because a fact tells it (decision 6); default `unknown`. The
   * twin itself is made of the evidence, nobody has to write it: __tests__/contracts/texts.test.ts.
   */
  readonly facts?: ReasonCode;
}

const image = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/api:9f3c2ab';
const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/database-AbCdEf';
const role = 'arn:aws:sts::111122223333:assumed-role/shop-execution/9f3c';
const targetGroup = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop-api/6d0ecf831eec9f09';

const api: ContainerFacts = {
  name: 'api',
  image,
  essential: true,
  secrets: { DATABASE_URL: secret },
  variables: [],
  log: { driver: 'awslogs', group: '/shop/api', prefix: 'api' },
};
const sideCar: ContainerFacts = { name: 'agent', image: 'agent:1', essential: false, secrets: {}, variables: [] };

export const base: FailureEvidence = {
  place: 'service api in demo',
  revision: 'api:42',
  containers: [api, sideCar],
  tasks: [],
  log: [],
  events: [],
};

/** Evidence of `count` tasks that ended in the same way. */
function tasksOf(
  stoppedReason: string,
  stopCode: string,
  containers: readonly StoppedContainer[] = [{ name: 'api' }, { name: 'agent' }],
  more: Partial<FailureEvidence> & { readonly count?: number } = {},
): FailureEvidence {
  const { count = 1, ...rest } = more;
  const tasks = Array.from({ length: count }, (_, index): StoppedTask => {
    const id = `9f3c2ab1d4e5f60718293a4b5c6d7e8${index}`;
    return {
      arn: `arn:aws:ecs:eu-central-1:111122223333:task/demo/${id}`,
      id,
      stopCode,
      stoppedReason,
      stoppedAt: index,
      containers,
    };
  });
  const failing = tasks[0] === undefined ? undefined : failingContainer(tasks[0], base.containers);
  return { ...base, tasks, ...(failing === undefined ? {} : { failing }), ...rest };
}

const failedToStart = (text: string) => tasksOf(text, 'TaskFailedToStart');
const events = (...texts: readonly string[]): FailureEvidence => ({ ...base, events: texts });
const start = (code: ReasonCode, name: string, text: string, names: string): CauseCase => ({
  code,
  name,
  text,
  names,
  evidence: failedToStart(text),
});

const exited = (exitCode: number, reason?: string): readonly StoppedContainer[] => [
  { name: 'api', exitCode, ...(reason === undefined ? {} : { reason }) },
  { name: 'agent', exitCode: 137 },
];
const python = ['Traceback (most recent call last):', '  File "/app/main.py", line 3', "KeyError: 'REDIS_URL'"];
const unhealthy = event.unhealthyTarget(8080, targetGroup, codeMismatch(500).description ?? '');
const otherGroup = targetGroup.replace('shop-api/6d0ecf831eec9f09', 'shop-grpc/0a1b2c3d4e5f6071');
const otherUnhealthy = event.unhealthyTarget(9090, otherGroup, timedOut.description ?? '');

const notInPath = stopped.cannotStart('exec: "serve": executable file not found in $PATH');

export const startCauses: readonly CauseCase[] = [
  start('image-not-found', 'no such tag', stopped.imageNotFound(image), image),
  start('image-pull-denied', 'pull forbidden', stopped.pullDenied(image), image),
  start('image-platform-mismatch', 'wrong processor', stopped.platformMismatch, 'linux/amd64'),
  start('secret-unreadable', 'secret denied', stopped.secretUnreadable(role, secret), secret),
  start('not-found', 'log group missing', stopped.logGroupMissing, '/shop/api'),
  start('network-misconfigured', 'no way to the registry', stopped.noNetwork, 'Amazon ECR'),
  start('exit-code', 'command not in the image', notInPath, 'api'),
];

const tooSmall = event.noInstance('i-1', 'has insufficient CPU units available');
const targetsDenied = event.targetsDenied('arn:aws:sts::111122223333:assumed-role/ecs-service/x');

export const placementCauses: readonly CauseCase[] = [
  {
    code: 'no-capacity',
    name: 'Fargate is full',
    text: event.unableToPlace(unplaced.noCapacity),
    names: 'service api in demo',
    evidence: events(event.inconsistentStarts, event.unableToPlace(unplaced.noCapacity)),
  },
  {
    code: 'quota-exceeded',
    name: 'vCPU quota used up',
    text: event.unableToPlace(unplaced.vcpuLimit),
    names: 'number of vCPUs',
    evidence: events(event.unableToPlace(unplaced.vcpuLimit)),
  },
  {
    code: 'unschedulable',
    name: 'no instance with enough CPU',
    text: tooSmall,
    names: 'insufficient CPU units available',
    evidence: events(tooSmall),
  },
  {
    code: 'deployment-stuck',
    name: 'percentages that allow nothing',
    text: event.stuckConfiguration,
    names: 'service api in demo',
    evidence: events(event.stuckConfiguration),
  },
  {
    code: 'access-denied',
    name: 'ECS may not register targets',
    text: targetsDenied,
    names: 'elasticloadbalancing:RegisterTargets',
    evidence: events(targetsDenied),
  },
];

export const runningCauses: readonly CauseCase[] = [
  {
    code: 'crash-loop',
    name: 'three tasks end with the same exception',
    text: "KeyError: 'REDIS_URL'",
    names: 'REDIS_URL',
    evidence: tasksOf(stopped.essentialExited, 'EssentialContainerExited', exited(1), { count: 3, log: python }),
    facts: 'crash-loop',
  },
  {
    code: 'exit-code',
    name: 'one task ended, its log goes elsewhere',
    text: 'no log lines: container api logs through splunk, not CloudWatch',
    names: 'container api',
    evidence: tasksOf(stopped.essentialExited, 'EssentialContainerExited', exited(2), {
      logNote: 'no log lines: container api logs through splunk, not CloudWatch',
    }),
    facts: 'exit-code',
  },
  {
    code: 'out-of-memory',
    name: 'killed for memory',
    text: stopped.outOfMemory,
    names: 'container api',
    evidence: tasksOf(stopped.essentialExited, 'EssentialContainerExited', exited(137, stopped.outOfMemory)),
    facts: 'exit-code',
  },
  {
    code: 'container-health-check-failing',
    name: 'container health check',
    text: stopped.containerHealth,
    names: 'container api',
    evidence: tasksOf(stopped.containerHealth, 'ServiceSchedulerInitiated', [
      { name: 'api', exitCode: 143, health: 'UNHEALTHY' },
    ]),
    facts: 'container-health-check-failing',
  },
  {
    code: 'target-unhealthy',
    name: 'load balancer gets 500',
    text: unhealthy,
    names: 'target group shop-api',
    evidence: tasksOf(stopped.targetHealth(targetGroup), 'ServiceSchedulerInitiated', exited(143), {
      events: [unhealthy],
    }),
  },
  {
    code: 'target-unhealthy',
    name: 'load balancer gives up before the program has ended: its log tells',
    text: "KeyError: 'STATISTICS_URL'",
    names: 'the log of container api',
    evidence: tasksOf(stopped.targetHealth(targetGroup), 'ServiceSchedulerInitiated', exited(1), {
      events: [unhealthy],
      log: ['Traceback (most recent call last):', "KeyError: 'STATISTICS_URL'"],
    }),
  },
  {
    code: 'target-unhealthy',
    name: 'load balancer gets 500, and no event says so again',
    text: stopped.targetHealth(targetGroup),
    names: 'target group shop-api answer an expected code on port 8080',
    evidence: tasksOf(stopped.targetHealth(targetGroup), 'ServiceSchedulerInitiated', exited(143), {
      targets: [
        { group: otherGroup, id: '10.0.1.2', port: '9090', ...timedOut },
        { group: targetGroup, id: '10.0.1.3', port: '8080', ...codeMismatch(500) },
      ],
    }),
  },
  {
    code: 'container-health-check-failing',
    name: 'container health check of a program whose log tells',
    text: 'Error: listen EADDRINUSE: address already in use :::8080',
    names: 'the log of container api',
    evidence: tasksOf(
      stopped.containerHealth,
      'ServiceSchedulerInitiated',
      [{ name: 'api', exitCode: 143, health: 'UNHEALTHY' }],
      { log: ['Error: listen EADDRINUSE: address already in use :::8080', '    at Server.setupListenHandle'] },
    ),
    facts: 'container-health-check-failing',
  },
  {
    code: 'target-unhealthy',
    name: 'one of two target groups',
    text: unhealthy,
    names: 'target group shop-api answer an expected code on port 8080',
    evidence: tasksOf(stopped.targetHealth(targetGroup), 'ServiceSchedulerInitiated', exited(143), {
      events: [otherUnhealthy, unhealthy],
    }),
  },
  {
    code: 'spot-interrupted',
    name: 'spot capacity taken back',
    text: stopped.spot,
    names: 'service api in demo',
    evidence: tasksOf(stopped.spot, 'SpotInterruption', exited(143)),
    facts: 'spot-interrupted',
  },
];
