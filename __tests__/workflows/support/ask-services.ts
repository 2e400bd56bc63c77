import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  alone,
  crash,
  deploymentsOf,
  missing,
  read,
  register,
  run,
  serviceOf,
  settled,
  shapeOf,
  tasksOf,
  update,
} from './call-ecs.ts';
import { answered, type Question, waitFor } from './referee.ts';

/** One service from its creation to its end, and one-off tasks beside it. */
export const serviceQuestions: readonly Question[] = [
  {
    call: 'CreateService, its answer',
    ask: (far) =>
      answered(far.ecs.send(serviceOf(far)), ({ service }) => {
        const [first] = service?.deployments ?? [];
        return `${service?.status} ${first?.status} ${first?.rolloutState} ${first?.runningCount} running`;
      }),
  },
  {
    call: 'CreateService once more under its name',
    ask: (far) => answered(far.ecs.send(serviceOf(far, { taskDefinition: `${far.name}:2` }))),
  },
  {
    call: 'DescribeServices when two tasks run',
    ask: async (far) => deploymentsOf((await settled(far, 1)) ?? {}),
  },
  {
    call: 'DescribeServices, the id of a deployment',
    async ask(far) {
      const [prefix, id] = ((await read(far)).deployments?.[0]?.id ?? '').split('/');
      return `${prefix}/ and ${shapeOf(id)}`;
    },
  },
  {
    call: 'DescribeServices, its newest event when two tasks run',
    async ask(far) {
      const done = await waitFor(
        async () => ((await read(far)).events ?? []).find(({ message }) => message?.includes('steady state')),
        5,
      );
      return done === undefined ? 'no steady state' : 'has reached a steady state.';
    },
  },
  {
    call: 'DescribeTasks of a service, startedBy',
    async ask(far) {
      const [task] = await tasksOf(far, 'RUNNING');
      return task?.startedBy === far.name ? 'the name of the service' : (task?.startedBy ?? '').replace(/\d+/, '…');
    },
  },
  {
    call: 'DescribeTasks, the id of a task',
    ask: async (far) => shapeOf((await tasksOf(far, 'RUNNING'))[0]?.taskArn?.split('/').at(-1)),
  },
  {
    call: 'ListServiceDeployments after CreateService',
    ask: ({ ecs, name }) =>
      answered(
        ecs.send(new ListServiceDeploymentsCommand({ cluster: name, service: name })),
        (answer) => (answer.serviceDeployments ?? []).map(({ status }) => status).join(' ') || 'none',
      ),
  },
  {
    call: 'UpdateService to another revision, its answer',
    ask: (far) =>
      answered(update(far, { taskDefinition: `${far.name}:2` }), ({ service }) => deploymentsOf(service ?? {})),
  },
  {
    call: 'UpdateService to another revision, its end',
    async ask(far) {
      await settled(far, 2);
      return deploymentsOf(await alone(far));
    },
  },
  {
    call: 'UpdateService to a revision that crashes, its end',
    async ask(far) {
      const made = await register(far, {}, crash);
      await update(far, { taskDefinition: made.taskDefinition?.taskDefinitionArn });
      await waitFor(async () =>
        (await read(far)).deployments?.some(({ failedTasks = 0 }) => failedTasks > 2) ? true : undefined,
      );
      await settled(far, 2);
      return deploymentsOf(await alone(far));
    },
  },
  {
    call: 'DescribeServices, the revision after a crash',
    ask: async (far) => (await read(far)).taskDefinition?.replace(/.*:(\d+)$/, ':$1') ?? '',
  },
  {
    call: 'DescribeServices, the event of a breaker',
    async ask(far) {
      const { events = [] } = await read(far);
      const found = events.find(({ message }) => message?.includes('deployment failed'))?.message ?? 'none';
      return found.replace(/ecs-svc\/\w+/, 'ecs-svc/…').replace(`(service ${far.name}) `, '');
    },
  },
  {
    call: 'DescribeTasks of a crashed one',
    async ask(far) {
      const [task] = (await tasksOf(far, 'STOPPED')).filter(({ taskDefinitionArn }) =>
        taskDefinitionArn?.endsWith(':3'),
      );
      return `exit ${task?.containers?.[0]?.exitCode}, ${task?.stopCode}, ${task?.stoppedReason}`;
    },
  },
  {
    call: 'UpdateService of one that is not there',
    ask: ({ ecs, name }) => answered(ecs.send(new UpdateServiceCommand({ cluster: name, service: 'nowhere' }))),
  },
  {
    call: 'DescribeServices of one that is not there',
    ask: ({ ecs, name }) =>
      answered(
        ecs.send(new DescribeServicesCommand({ cluster: name, services: ['nowhere'] })),
        ({ failures = [] }) =>
          `${failures[0]?.reason} ${failures[0]?.arn?.split(':').at(-1)?.replace(name, 'CLUSTER')}`,
      ),
  },
  {
    call: 'StopServiceDeployment of one that is not there',
    ask: ({ ecs, name }) => {
      const serviceDeploymentArn = missing(`service-deployment/${name}/${name}/aaaaaaaaaaaaaaaaaaaaa`);
      return answered(ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn })));
    },
  },
  {
    call: 'RunTask, exit code 3',
    async ask(far) {
      const { tasks = [] } = await run(far, ['sh', '-c', 'echo one; echo two; exit 3']);
      const arn = tasks[0]?.taskArn ?? '';
      far.kept.set('task', arn);
      const ended = await waitFor(async () => {
        const answer = await far.ecs.send(new DescribeTasksCommand({ cluster: far.name, tasks: [arn] }));
        return answer.tasks?.find(({ lastStatus }) => lastStatus === 'STOPPED');
      });
      return `${ended?.stopCode}, exit ${ended?.containers?.[0]?.exitCode}`;
    },
  },
  {
    call: 'GetLogEvents of that task',
    async ask(far) {
      const logStreamName = `app/app/${far.kept.get('task')?.split('/').at(-1)}`;
      const sent = () =>
        far.logs.send(new GetLogEventsCommand({ logGroupName: far.name, logStreamName, startFromHead: true }));
      const seen = await waitFor(async () => {
        const { events = [] } = await sent().catch(() => ({ events: [] }));
        return events.length > 1 ? events : undefined;
      }, 10);
      return seen?.map(({ message }) => message).join(' ') ?? 'none';
    },
  },
  {
    call: 'RunTask with a container that is not there',
    ask: (far) => answered(run(far, ['true'], 'nowhere')),
  },
  {
    call: 'DescribeTasks of one that is not there',
    ask: ({ ecs, name }) =>
      answered(
        ecs.send(new DescribeTasksCommand({ cluster: name, tasks: ['0123456789abcdef0123456789abcdef'] })),
        ({ failures = [] }) => failures[0]?.reason ?? 'no failure',
      ),
  },
  {
    call: 'StopTask of one that is not there',
    ask: ({ ecs, name }) =>
      answered(ecs.send(new StopTaskCommand({ cluster: name, task: '0123456789abcdef0123456789abcdef' }))),
  },
  {
    call: 'UpdateService to a revision that is not there',
    ask: (far) => answered(update(far, { taskDefinition: `${far.name}:99` })),
  },
  {
    call: 'DeregisterTaskDefinition',
    ask: ({ ecs, name }) =>
      answered(
        ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: `${name}:1` })),
        ({ taskDefinition }) => taskDefinition?.status ?? '',
      ),
  },
  {
    call: 'UpdateService to an INACTIVE revision',
    ask: (far) => answered(update(far, { taskDefinition: `${far.name}:1` })),
  },
  {
    call: 'DeleteService while two tasks run',
    ask: ({ ecs, name }) => answered(ecs.send(new DeleteServiceCommand({ cluster: name, service: name }))),
  },
  {
    call: 'DeleteService with force, its answer',
    ask: ({ ecs, name }) =>
      answered(
        ecs.send(new DeleteServiceCommand({ cluster: name, service: name, force: true })),
        ({ service }) => service?.status ?? '',
      ),
  },
  {
    call: 'UpdateService of a deleted one',
    ask: (far) => answered(update(far, { desiredCount: 1 })),
  },
];
