import type { FailureEvidence } from '#ecs/diagnose/causes/evidence';
import { type ContainerFacts, failingContainer } from '#ecs/diagnose/failing-container';
import type { StoppedContainer, StoppedTask } from '#ecs/diagnose/stopped-task';
import type { ReasonCode } from '#report/reasons';
import { event, stopped, unplaced } from '../../local-aws/texts.ts';

export interface CauseCase {
  readonly code: ReasonCode;
  readonly name: string;
  readonly evidence: FailureEvidence;
  /** The resource that the fix must name. */
  readonly names: string;
  /** The text of AWS that decides, which must stand in the evidence word for word. */
  readonly text: string;
  /** The same failure in other words of AWS, and what it must honestly become then. */
  readonly reworded: { readonly evidence: FailureEvidence; readonly code: ReasonCode; readonly text: string };
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
/** A failed start: its text, and the same in words that AWS never used. */
function start(code: ReasonCode, name: string, text: string, names: string, other: string): CauseCase {
  return {
    code,
    name,
    text,
    names,
    evidence: failedToStart(text),
    reworded: { code: 'unknown', text: other, evidence: failedToStart(other) },
  };
}

const exited = (exitCode: number, reason?: string): readonly StoppedContainer[] => [
  { name: 'api', exitCode, ...(reason === undefined ? {} : { reason }) },
  { name: 'agent', exitCode: 137 },
];
const python = ['Traceback (most recent call last):', '  File "/app/main.py", line 3', "KeyError: 'DATABASE_URL'"];
const unhealthy = event.unhealthyTarget(8080, targetGroup, 'Health checks failed with these codes: [500]');

export const startCauses: readonly CauseCase[] = [
  start('image-not-found', 'no such tag', stopped.imageNotFound(image), image, 'The image is no longer where it was.'),
  start('image-pull-denied', 'pull forbidden', stopped.pullDenied(image), image, 'The registry was not in the mood.'),
  start(
    'image-platform-mismatch',
    'wrong processor',
    stopped.platformMismatch,
    'linux/amd64',
    'This image is for something else.',
  ),
  start(
    'secret-unreadable',
    'secret denied',
    stopped.secretUnreadable(role, secret),
    secret,
    'A confidential value stayed confidential.',
  ),
  start('not-found', 'log group missing', stopped.logGroupMissing, '/shop/api', 'The journal cannot be opened.'),
  start('network-misconfigured', 'no way to the registry', stopped.noNetwork, 'Amazon ECR', 'The far side is too far.'),
  start(
    'exit-code',
    'command not in the image',
    'CannotStartContainerError: exec: "serve": executable file not found in $PATH',
    'api',
    'The container did not want to.',
  ),
];

export const placementCauses: readonly CauseCase[] = [
  {
    code: 'no-capacity',
    name: 'Fargate is full',
    text: event.unableToPlace(unplaced.noCapacity),
    names: 'service api in demo',
    evidence: events(event.inconsistentStarts, event.unableToPlace(unplaced.noCapacity)),
    reworded: {
      code: 'unknown',
      text: 'was unable to place a task. Reason: Nothing left.',
      evidence: events('was unable to place a task. Reason: Nothing left.'),
    },
  },
  {
    code: 'quota-exceeded',
    name: 'vCPU quota used up',
    text: event.unableToPlace(unplaced.vcpuLimit),
    names: 'number of vCPUs',
    evidence: events(event.unableToPlace(unplaced.vcpuLimit)),
    reworded: {
      code: 'unknown',
      text: 'was unable to place a task. Reason: Enough is enough.',
      evidence: events('was unable to place a task. Reason: Enough is enough.'),
    },
  },
  {
    code: 'unschedulable',
    name: 'no instance with enough CPU',
    text: 'was unable to place a task because no container instance met all of its requirements. The closest matching container-instance i-1 has insufficient CPU units available.',
    names: 'insufficient CPU units available',
    evidence: events(
      'was unable to place a task because no container instance met all of its requirements. The closest matching container-instance i-1 has insufficient CPU units available.',
    ),
    reworded: {
      code: 'unknown',
      text: 'was unable to place a task: too big.',
      evidence: events('was unable to place a task: too big.'),
    },
  },
  {
    code: 'deployment-stuck',
    name: 'percentages that allow nothing',
    text: event.stuckConfiguration,
    names: 'service api in demo',
    evidence: events(event.stuckConfiguration),
    reworded: { code: 'unknown', text: 'cannot move.', evidence: events('cannot move.') },
  },
  {
    code: 'access-denied',
    name: 'ECS may not register targets',
    text: 'failed to register targets: User: arn:aws:sts::111122223333:assumed-role/ecs-service/x is not authorized to perform: elasticloadbalancing:RegisterTargets',
    names: 'elasticloadbalancing:RegisterTargets',
    evidence: events(
      'failed to register targets: User: arn:aws:sts::111122223333:assumed-role/ecs-service/x is not authorized to perform: elasticloadbalancing:RegisterTargets',
    ),
    reworded: {
      code: 'unknown',
      text: 'failed to register targets: no.',
      evidence: events('failed to register targets: no.'),
    },
  },
];

export const runningCauses: readonly CauseCase[] = [
  {
    code: 'crash-loop',
    name: 'three tasks end with the same exception',
    text: "KeyError: 'DATABASE_URL'",
    names: 'DATABASE_URL',
    evidence: tasksOf(stopped.essentialExited, 'EssentialContainerExited', exited(1), { count: 3, log: python }),
    reworded: {
      code: 'crash-loop',
      text: 'A main container is over.',
      evidence: tasksOf('A main container is over.', 'EssentialContainerExited', exited(1), { count: 3 }),
    },
  },
  {
    code: 'exit-code',
    name: 'one task ended, its log goes elsewhere',
    text: 'no log lines: container api logs through splunk, not CloudWatch',
    names: 'container api',
    evidence: tasksOf(stopped.essentialExited, 'EssentialContainerExited', exited(2), {
      logNote: 'no log lines: container api logs through splunk, not CloudWatch',
    }),
    reworded: { code: 'exit-code', text: 'Done.', evidence: tasksOf('Done.', 'EssentialContainerExited', exited(2)) },
  },
  {
    code: 'out-of-memory',
    name: 'killed for memory',
    text: stopped.outOfMemory,
    names: 'container api',
    evidence: tasksOf(stopped.essentialExited, 'EssentialContainerExited', exited(137, stopped.outOfMemory)),
    reworded: {
      code: 'exit-code',
      text: 'Too hungry.',
      evidence: tasksOf(stopped.essentialExited, 'EssentialContainerExited', exited(137, 'Too hungry.')),
    },
  },
  {
    code: 'container-health-check-failing',
    name: 'container health check',
    text: stopped.containerHealth,
    names: 'container api',
    evidence: tasksOf(stopped.containerHealth, 'ServiceSchedulerInitiated', [
      { name: 'api', exitCode: 143, health: 'UNHEALTHY' },
    ]),
    reworded: {
      code: 'unknown',
      text: 'Task felt unwell.',
      evidence: tasksOf('Task felt unwell.', 'ServiceSchedulerInitiated', [{ name: 'api', exitCode: 143 }]),
    },
  },
  {
    code: 'target-unhealthy',
    name: 'load balancer gets 500',
    text: unhealthy,
    names: 'target group shop-api',
    evidence: tasksOf(stopped.targetHealth(targetGroup), 'ServiceSchedulerInitiated', exited(143), {
      events: [unhealthy],
    }),
    reworded: {
      code: 'unknown',
      text: 'The balancer complains.',
      evidence: tasksOf('The balancer complains.', 'ServiceSchedulerInitiated', exited(143)),
    },
  },
  {
    code: 'spot-interrupted',
    name: 'spot capacity taken back',
    text: stopped.spot,
    names: 'service api in demo',
    evidence: tasksOf(stopped.spot, 'SpotInterruption', exited(143)),
    reworded: {
      code: 'exit-code',
      text: 'Time to go.',
      evidence: tasksOf('Time to go.', 'TerminationNotice', exited(143)),
    },
  },
];
