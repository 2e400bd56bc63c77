import type { Service, ServiceDeployment, Task } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { watchRollout } from '#ecs/follow/watch-rollout';
import type { Part } from '#rollout/platform';
import { answeringSources, deploymentAt, refused } from './answering-ecs.ts';
import { partFrom } from './watch-stage.ts';

// What a watch tells of a part besides its looks: its cause, and the evidence for the report.

const begin = Date.UTC(2026, 0, 5, 9);
const arn = 'arn:deployment/2';
const release: Part = { ...partFrom(begin), rollout: arn };
const listed = deploymentAt(begin);
const event = (message: string) => ({
  id: message,
  createdAt: new Date(begin + 1_000),
  message: `(service api) ${message}`,
});

interface World {
  deployment?: ServiceDeployment;
  service?: Service;
  tasks?: readonly Task[];
}

function watching(world: World, part: Part = release) {
  const { sources, asked, aws } = answeringSources({
    ListServiceDeployments: () => ({}),
    DescribeServiceDeployments: () => ({
      serviceDeployments: world.deployment === undefined ? [] : [{ ...world.deployment, serviceDeploymentArn: arn }],
    }),
    DescribeServices: () => {
      if (world.service === undefined) throw refused('transient', 'ServiceUnavailable');
      return { services: [{ serviceName: 'api', status: 'ACTIVE', ...world.service }] };
    },
    ListTasks: ({ desiredStatus }) => ({
      taskArns: desiredStatus === 'STOPPED' ? (world.tasks ?? []).map(({ taskArn }) => taskArn ?? '') : [],
    }),
    DescribeTasks: () => ({ tasks: world.tasks ?? [] }),
  });
  const watch = watchRollout(sources.ecs, aws, [part], { failFast: true });
  return { watch, asked, look: () => watch.look(aws.signal), cause: () => watch.diagnose(0, aws.signal), aws };
}

const moves: ServiceDeployment = { status: 'IN_PROGRESS', targetServiceRevision: { requestedTaskCount: 2 } };
const crashed = (id: string): Task => ({
  taskArn: `arn:task/${id}`,
  startedBy: 'ecs-svc/2',
  lastStatus: 'STOPPED',
  stopCode: 'EssentialContainerExited',
  containers: [{ name: 'api', exitCode: 1 }],
});
const blueGreen = { deploymentConfiguration: { strategy: 'BLUE_GREEN' as const } };
const counting: ServiceDeployment = { ...moves, deploymentCircuitBreaker: { failureCount: 3 } };

describe('a cause that a look has told', () => {
  test.each<readonly [string, World, object, object]>([
    [
      'of doom',
      { deployment: counting, tasks: ['1', '2', '3'].map(crashed) },
      { kind: 'doomed' },
      { code: 'crash-loop' },
    ],
    [
      'of going back',
      { deployment: { status: 'ROLLBACK_IN_PROGRESS' } },
      { kind: 'going-back' },
      { code: 'stopped-by-person' },
    ],
    [
      'of an end',
      { deployment: moves, service: { status: 'DRAINING' } },
      { kind: 'ended', how: 'failed' },
      { code: 'not-found' },
    ],
  ])('%s is not looked for again', async (_name, world, look, why) => {
    const given: World = { service: {}, ...world };
    const part = given.service?.status === 'DRAINING' ? { ...partFrom(begin) } : release;
    const { look: see, cause, asked } = watching(given, part);
    expect(await see()).toMatchObject([look]);
    const calls = asked.length;
    expect(await cause()).toMatchObject(why);
    expect(asked.length).toBe(calls);
  });

  test('nothing is known of a part that ended well: it is looked for', async () => {
    const deployments = [listed(2, 2, 'PRIMARY', 0, { rolloutState: 'COMPLETED' })];
    const { look, cause, asked } = watching({ deployment: { status: 'SUCCESSFUL' }, service: { deployments } });
    expect(await look()).toMatchObject([{ kind: 'ended', how: 'live' }]);
    const calls = asked.length;
    expect(await cause()).toMatchObject({ code: 'unknown' });
    expect(asked.length).toBeGreaterThan(calls);
  });
});

describe('a cause that nobody asked for yet', () => {
  test.each<readonly [string, World, object]>([
    ['a strategy takes its time', { deployment: { ...moves, ...blueGreen } }, { code: 'deadline-exceeded' }],
    ['a rolling release, nothing is seen', { deployment: moves }, { code: 'unknown' }],
    [
      'a strategy, and tasks that crash',
      { deployment: { ...moves, ...blueGreen }, tasks: ['1', '2', '3'].map(crashed) },
      { code: 'crash-loop' },
    ],
  ])('%s', async (_name, world, why) => {
    const { look, cause } = watching({ service: {}, ...world });
    await look();
    expect(await cause()).toMatchObject(why);
  });

  test('the service is read for it; where it cannot be read, the rest tells', async () => {
    const { cause, asked } = watching({ tasks: ['1', '2', '3'].map(crashed) });
    expect(await cause()).toMatchObject({ code: 'crash-loop' });
    expect(asked.map(({ operation }) => operation)).toContain('DescribeServices');
  });

  test.each([
    [new Error('the run was cancelled'), 'the cause could not be read: the run was cancelled'],
    ['the run was cancelled', 'the cause could not be read: the run was cancelled'],
  ])('a cancel is no cause: %p', async (reason, what) => {
    const { cause, look, aws } = watching({ deployment: moves, service: { events: [event('has started 2 tasks.')] } });
    await look();
    aws.abort.abort(reason);
    expect(await cause()).toMatchObject({ code: 'unknown', what });
  });

  test('there is none of a part that is not followed', () => {
    const { watch, aws } = watching({});
    expect(() => watch.diagnose(1, aws.signal)).toThrow(RangeError);
  });
});

describe('evidence', () => {
  const events = [event('has started 2 tasks.'), event('was unable to place a task.')];
  test.each<readonly [string, World, Part, readonly string[]]>([
    [
      'the deployment, why it ends, its tasks, the events; each once',
      {
        deployment: { ...moves, statusReason: 'tasks failed to start.' },
        service: { events: [...events, event('was unable to place a task.')] },
        tasks: [crashed('1')],
      },
      release,
      [`${arn}: IN_PROGRESS`, 'tasks failed to start.', 'task 1: EssentialContainerExited: exit 1 in container api'],
    ],
    ['a deployment that was not seen', { service: { events } }, release, [`${arn}: status unknown`]],
    ['no deployment', { service: { events } }, partFrom(begin), []],
  ])('%s', async (_name, world, part, first) => {
    const { watch, look, aws } = watching(world, part);
    await look();
    const lines = await watch.evidence(0, aws.signal);
    expect(lines.slice(0, first.length)).toEqual(first);
    expect(lines).toEqual([...new Set(lines)]);
    expect(lines).toEqual(expect.arrayContaining(['has started 2 tasks.', 'was unable to place a task.']));
    expect(lines.filter((line) => line.startsWith('undefined') || line.includes(arn))).toHaveLength(
      part.rollout === undefined ? 0 : 1,
    );
  });
});
