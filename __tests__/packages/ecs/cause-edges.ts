import type { FailureEvidence, RolloutFacts } from '#ecs/diagnose/causes/evidence';
import type { StoppedTask } from '#ecs/diagnose/stopped-task';
import { stopped } from '../../../local-aws/texts.ts';
import { base } from '../../cases/ecs-causes.ts';

const task = (more: Partial<StoppedTask> = {}): StoppedTask => ({ arn: 'arn', id: '1', containers: [], ...more });
const facts = (given: Partial<RolloutFacts>): Partial<FailureEvidence> => ({
  rollout: { reasons: [], alarmNames: [], ...given },
});
const said = (stoppedReason: string, ...more: readonly StoppedTask[]): Partial<FailureEvidence> => ({
  tasks: [task({ stoppedReason }), ...more],
});
const exits = (exitCode: number, times = 1, log: readonly string[] = []): Partial<FailureEvidence> => ({
  failing: { name: 'api', exitCode },
  tasks: Array.from({ length: times }, () => task({ stopCode: 'EssentialContainerExited' })),
  log,
});
const unhealthy = (stopCode: string, name = 'api') => task({ stopCode, containers: [{ name, health: 'UNHEALTHY' }] });
const noSecret = { ...base.containers[0], secrets: {} } as FailureEvidence['containers'][number];
const failedHealth = '(task 1) failed container health checks.';
const groupArn = 'arn:aws:elasticloadbalancing:x:1:targetgroup/web/2';
const group = `(target-group ${groupArn})`;
const unreadable = 'ResourceInitializationError: unable to pull secrets';

/** Evidence at the edges of the causes: what is missing, what only looks like one, what two of them could claim. */
export const edges: Readonly<Record<string, Partial<FailureEvidence>>> = {
  'nothing is known': {},
  'nothing but a status': facts({ status: 'ROLLBACK_FAILED' }),
  'nothing but a reason': facts({ reasons: ['because'] }),
  'an alarm without a name': facts({ alarms: 'TRIGGERED' }),
  'an alarm that only the reason tells of': facts({ reasons: ['stopped because of alarm(s): shop-5xx'] }),
  'an event of an alarm': { events: ['deployment failed: alarm detected.'] },
  'the breaker, which says nothing': facts({ breaker: 'TRIGGERED' }),
  'the breaker by its reason': facts({ reasons: ['the circuit breaker threshold was exceeded'] }),
  'the breaker beside a task': { ...facts({ breaker: 'TRIGGERED' }), tasks: [task()] },
  'ended, and nobody says why': facts({ undecided: true, status: 'STOPPED' }),
  'ended with a whole set of facts': facts({
    undecided: true,
    status: 'ROLLBACK_IN_PROGRESS',
    breaker: 'MONITORING',
    alarms: 'MONITORING',
    failedHook: { target: 'arn:a:function:check', stage: 'PRE_SCALE_UP', said: 'returned FAILED status' },
  }),
  'ended, and nobody says why, beside a task': { ...facts({ undecided: true }), tasks: [task()] },
  'ended, and the breaker is named': facts({ undecided: true, reasons: ['circuit breaker threshold'] }),
  'ended by a user, although the breaker triggered': facts({ breaker: 'TRIGGERED', reasons: ['a user request'] }),
  'ended by a user, although an alarm fired': facts({ alarms: 'TRIGGERED', reasons: ['a user request'] }),
  'ended by a user': facts({ reasons: ['because of a user request'] }),
  'a task that a person stopped': { tasks: [task({ stopCode: 'UserInitiated', stoppedReason: 'by hand' })] },
  'a task that a person stopped, while the breaker goes back': {
    ...facts({ breaker: 'TRIGGERED' }),
    tasks: [task({ stopCode: 'UserInitiated', stoppedReason: 'by hand' })],
    events: ['rolling back to deployment ecs-svc/1.'],
  },
  'a deployment that goes back in silence, while tasks fail': {
    ...facts({ silent: true }),
    tasks: [task({ stoppedReason: 'something else' })],
    events: ['rolling back to deployment ecs-svc/1.'],
  },
  'a deployment that goes back in silence, and no event is left': {
    ...facts({ silent: true }),
    tasks: [task({ stoppedReason: 'something else' })],
  },
  'a hook of no name': facts({ failedHook: {} }),
  'a hook with a stage': facts({ failedHook: { stage: 'PRE_SCALE_UP' } }),
  'a hook without a stage': facts({ failedHook: { target: 'arn:aws:lambda:x:1:function:check' } }),
  'a hook that may not': facts({ failedHook: { said: 'User is not authorized to perform: lambda:InvokeFunction' } }),
  'a hook that may not, without an action': facts({ failedHook: { said: 'AccessDenied' } }),
  'a hook that says nonsense': facts({ failedHook: { said: 'unable to parse the response' } }),
  'a hook that says nonsense, named': facts({
    failedHook: { target: 'arn:a:function:check', said: 'hookStatus missing' },
  }),
  'a pause': facts({ failedHook: { target: 'ecs-pause-1' } }),
  'no permission, and none is named': said('AccessDenied by somebody'),
  'a role that cannot be assumed': said(
    "ECS was unable to assume the role 'arn:aws:iam::1:role/task' that was provided.",
  ),
  'a role that cannot be assumed, without a name': said('unable to assume role'),
  'the service-linked role': said('unable to assume the service linked role.'),
  'no permission, in an event': { events: ['User: arn:aws:iam::1:role/a is not authorized to perform: ecs:Run'] },
  'exits once': exits(3),
  'exits twice': exits(3, 2),
  'exits three times': exits(3, 3),
  'a one-off task exits three times': { ...exits(3, 3), oneOff: true },
  'a one-off task exits 0': { ...exits(0), oneOff: true },
  'exits 0': exits(0),
  'exits 137': exits(137),
  'exits 126': exits(126),
  'exits 127': exits(127),
  'exits with a line': exits(1, 1, ['Error: no']),
  'a KeyError': exits(1, 1, ["KeyError: 'PORT_A'"]),
  'a KeyError of the environment': exits(1, 1, ['  File "<frozen os>", line 714, in __getitem__', "KeyError: 'PORT'"]),
  'a KeyError of something else': exits(1, 1, ['  File "prices.py", line 7, in price', "KeyError: 'USD'"]),
  'a name of the program that is not defined': exits(1, 1, ['ReferenceError: PORT_A is not defined']),
  'a name of the program that is not defined, in Python': exits(1, 1, ["NameError: name 'PORT_A' is not defined"]),
  'a variable that is there': {
    ...exits(1, 1, ['Error: PORT_A is not set']),
    containers: [{ ...noSecret, variables: ['PORT_A'] }],
  },
  'a key that is missing although a variable of its name is there': exits(1, 1, ["KeyError: 'DATABASE_URL'"]),
  'a variable that is there as a secret': exits(1, 1, ['Error: DATABASE_URL must be set']),
  'a variable that another container has': {
    ...exits(1, 1, ['Error: PORT_A is not set']),
    containers: [noSecret, { ...noSecret, name: 'agent', variables: ['PORT_A'] }],
  },
  'a variable that is not set': exits(1, 1, ['Error: PORT_A is not set']),
  'a variable that is required': exits(1, 1, ['Error: missing required environment variable: PORT_A']),
  'exits after a stop by a person': { ...exits(1), tasks: [task({ stopCode: 'UserInitiated' })] },
  'exits after a stop by the scheduler': { ...exits(1), tasks: [task({ stopCode: 'ServiceSchedulerInitiated' })] },
  'never ran, by the container': { failing: { name: 'api', reason: 'CannotStartContainerError: no' }, tasks: [task()] },
  'never ran, by the task': { failing: { name: 'api' }, ...said('CannotCreateContainerError: no') },
  'never ran, and nobody says why': { failing: { name: 'api' }, tasks: [task()] },
  'an event of health without a task': { events: [failedHealth] },
  'an event of health beside a task': { events: [failedHealth], tasks: [task({ stoppedReason: 'else' })] },
  'health, of the container that is unhealthy': {
    failing: { name: 'agent' },
    tasks: [
      task({
        stoppedReason: stopped.containerHealth,
        containers: [{ name: 'agent' }, { name: 'api', health: 'UNHEALTHY' }],
      }),
    ],
  },
  'health, of no known container': said(stopped.containerHealth),
  'health, of the essential one of two': {
    tasks: [
      task({
        stoppedReason: stopped.containerHealth,
        containers: [
          { name: 'agent', health: 'UNHEALTHY' },
          { name: 'api', health: 'UNHEALTHY' },
        ],
      }),
    ],
  },
  'health, in no words': { tasks: [unhealthy('ServiceSchedulerInitiated')] },
  'health, in no words, of one that is not essential': {
    tasks: [unhealthy('ServiceSchedulerInitiated', 'agent')],
  },
  'health, in no words, of one that the definition does not have': {
    tasks: [unhealthy('ServiceSchedulerInitiated', 'aws-guardduty-agent')],
  },
  'health, in no words, of a definition that cannot be read': {
    tasks: [unhealthy('ServiceSchedulerInitiated')],
    containers: [],
  },
  'health, in no words, of one that ended by itself': {
    ...exits(1),
    tasks: [unhealthy('EssentialContainerExited')],
  },
  'health, in no words, beside words of a load balancer': {
    tasks: [{ ...unhealthy('ServiceSchedulerInitiated'), stoppedReason: 'Task failed ELB health checks' }],
  },
  'a stop by the scheduler without words or an unhealthy container': {
    tasks: [task({ stopCode: 'ServiceSchedulerInitiated', containers: [{ name: 'api', health: 'HEALTHY' }] })],
  },
  'a target without a group': said('Task failed ELB health checks in somewhere'),
  'a target that times out': { events: [`(port 80) is unhealthy in ${group} due to (reason Request timed out).`] },
  'a target with codes': {
    events: [`(port 80) is unhealthy in ${group} due to (reason Health checks failed with these codes: [500]).`],
  },
  'a target without a reason': { events: [`is unhealthy in ${group}`] },
  'a target of which only the code is known': {
    ...said(`Task failed ELB health checks in ${group}`),
    targets: [{ group: groupArn, id: '10.0.1.3', reason: 'Target.Timeout' }],
  },
  'a target of which nothing is known': {
    ...said(`Task failed ELB health checks in ${group}`),
    targets: [{ group: groupArn, id: 'i-1' }],
  },
  'targets of another group': {
    ...said(`Task failed ELB health checks in ${group}`),
    targets: [{ group: 'arn:else', id: 'i-1', reason: 'Target.Timeout' }],
  },
  'a group of another form': said('Task failed ELB health checks in (target-group other)'),
  'spot, by its code': { tasks: [task({ stopCode: 'SpotInterruption' })] },
  'memory, of a container': { tasks: [task({ containers: [{ name: 'agent', reason: stopped.outOfMemory }] })] },
  'memory, of the failing one': { failing: { name: 'api' }, ...said(stopped.outOfMemory) },
  'memory, of nobody known': said(stopped.outOfMemory),
  'a quota without a name': said('LimitExceeded'),
  'a quota with a name': said("You've reached the limit on the number of tasks. Sorry"),
  'no instance': said('RESOURCE:CPU'),
  'no instance, by its port': said(
    'no container instance met all of its requirements. i-1 is already using a port required by your task',
  ),
  'no instance, by its agent': said('no container instance met all of its requirements. i-1 encountered error "AGENT"'),
  'no instance, and nothing more': said('no container instances were found'),
  'the network, to nowhere': said('CannotPullContainerError: request canceled'),
  'the network, to a host': said('CannotPullContainerError: dial tcp: lookup registry.example.com: i/o timeout'),
  'the network, to a service': said(stopped.noNetwork),
  'a timeout of something else': said('dial tcp: i/o timeout'),
  'an image of the only container': {
    ...said('CannotPullContainerError: not found: not found'),
    containers: [noSecret],
  },
  'an image of nobody': said('CannotPullContainerError: x: not found'),
  'a pull that is limited': said('CannotPullContainerError: toomanyrequests'),
  'a pull that may need a login': said("CannotPullContainerError: pull access denied, may require 'docker login'"),
  'a platform, by the kernel': { failing: { name: 'api', exitCode: 255 }, tasks: [task()], log: ['exec format error'] },
  'a platform, by the kernel, of nobody': { log: ['exec format error'] },
  'a secret that is refused': said(`${unreadable}: AccessDenied`),
  'a secret that is gone': said(`${unreadable}: ResourceNotFound`),
  'a secret, refused and gone': said(`${unreadable}: AccessDenied: ResourceNotFound`),
  'a secret of no known cause': said(`${unreadable}: else`),
  'a secret by its own name': {
    ...said(`${unreadable} arn:aws:ssm:x:1:parameter/a: AccessDenied`),
    containers: [noSecret],
  },
  'one of two secrets, by its plain name': {
    ...said(`${unreadable} /shop/b: AccessDenied`),
    containers: [{ ...noSecret, secrets: { A: '/shop/a', B: '/shop/b' } }],
  },
  'a parameter': { ...said(`${unreadable}: invalid ssm parameters: /a/b`), containers: [noSecret] },
  'a secret of nobody': { ...said(`${unreadable}: Forbidden`), containers: [noSecret] },
  'a log group that is gone': said('ResourceInitializationError: failed to validate logger args: does not exist'),
  'a log group that is refused': said('ResourceInitializationError: log stream: AccessDenied'),
  'a log group of no known cause': said('ResourceInitializationError: log stream: else'),
  'a log group of nobody': { ...said('ResourceInitializationError: logger args: does not exist'), containers: [] },
  'tasks that were scaled in': said('Scaling activity initiated by (deployment ecs-svc/1)'),
};
