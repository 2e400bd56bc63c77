import { afterAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '#base/clock';
import { until } from '#base/until';
import { stopTaskByRequest } from '../../local-aws/ecs/tasks.ts';
import type { FaultRule } from '../../local-aws/faults/rules.ts';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import { openFarEnd } from '../support/far-end.ts';
import { definition } from '../support/fill-shop.ts';
import type { Signals } from '../support/run-program.ts';
import { runJob } from './run-job.ts';

const cluster = 'shop';
const dead: Signals = [['SIGKILL', 0]];
const written = ['one', 'two', 'three', 'four', 'five'];

/** A state of a one-off task, as in `__tests__/packages/ecs/task-states`, through the bundle. */
interface Case {
  /** The service, which names the case. */
  readonly on: string;
  readonly fate?: Fate;
  readonly with?: Readonly<Record<string, string>>;
  readonly fault?: FaultRule;
  /** A second container that never ends, essential like the first. */
  readonly sideCar?: true;
  /** A migration of another run holds the place. */
  readonly held?: true;
  /** Done by somebody else as soon as the container runs. */
  readonly act?: 'stop' | 'forget';
  /** The process is killed while the task runs; `post` follows. */
  readonly killed?: true;
  readonly verdict?: string;
  readonly code?: string;
  readonly exitCode?: string;
  /** Stands in what main prints, or post where main is killed. */
  readonly says: RegExp;
  readonly log: readonly string[];
  readonly left?: number;
}

const fine: Fate = { kind: 'exits', code: 0, after: 3_000, log: written };
const runs: Fate = { kind: 'runs', log: written, stopCode: 143 };

const cases: readonly Case[] = [
  { on: 'exits-0', verdict: 'succeeded', exitCode: '0', says: /Migrated/, log: written },
  {
    on: 'exits-7',
    fate: { kind: 'exits', code: 7, after: 2_000, log: ['one', 'Error: no such table'] },
    verdict: 'failed',
    code: 'migration-failed',
    exitCode: '7',
    says: /exits 7: Error: no such table/,
    log: ['one', 'Error: no such table'],
  },
  {
    on: 'locked',
    fate: { kind: 'exits', code: 1, after: 2_000, log: ['canceling statement due to lock timeout'] },
    verdict: 'failed',
    code: 'migration-lock-timeout',
    exitCode: '1',
    says: /lock timeout/,
    log: ['canceling statement due to lock timeout'],
  },
  {
    on: 'memory',
    fate: { kind: 'out-of-memory', after: 3_000, log: written },
    verdict: 'failed',
    code: 'out-of-memory',
    exitCode: '137',
    says: /out-of-memory/,
    log: written,
  },
  {
    on: 'pull',
    fate: { kind: 'image-not-found' },
    verdict: 'failed',
    code: 'image-not-found',
    exitCode: '',
    says: /image-not-found/,
    log: [],
  },
  {
    on: 'secret',
    fate: { kind: 'secret-unreadable' },
    verdict: 'failed',
    code: 'secret-unreadable',
    exitCode: '',
    says: /secret-unreadable/,
    log: [],
  },
  {
    on: 'denied',
    fault: { operation: 'ecs:RunTask', do: { kind: 'deny' } },
    verdict: 'failed',
    code: 'access-denied',
    exitCode: '',
    says: /ecs:RunTask/,
    log: [],
  },
  {
    on: 'time-is-up',
    fate: runs,
    with: { 'timeout-minutes': '1' },
    verdict: 'timed-out',
    code: 'deadline-exceeded',
    exitCode: '',
    says: /had not ended after 1 minutes, and was stopped/,
    log: written,
  },
  {
    on: 'side-car',
    sideCar: true,
    with: { 'container-name': 'app' },
    verdict: 'succeeded',
    exitCode: '0',
    says: /Migrated/,
    log: written,
  },
  {
    on: 'held',
    held: true,
    with: { 'if-running': 'fail' },
    verdict: 'failed',
    code: 'in-progress-elsewhere',
    exitCode: '',
    says: /another migration of held runs/,
    log: [],
    left: 1,
  },
  {
    on: 'unanswered',
    fault: { operation: 'ecs:RunTask', do: { kind: 'drop-connection', after: true } },
    verdict: 'succeeded',
    exitCode: '0',
    says: /Migrated/,
    log: written,
  },
  {
    on: 'stopped',
    fate: runs,
    act: 'stop',
    verdict: 'failed',
    code: 'stopped-by-person',
    exitCode: '143',
    says: /somebody, or another program, stopped the task/,
    log: written,
  },
  {
    on: 'untold',
    fate: { ...fine, after: 8_000 },
    act: 'forget',
    verdict: 'unknown',
    code: 'unknown',
    exitCode: '',
    says: /tells no exit code/,
    log: written,
  },
  {
    on: 'killed',
    fate: { ...runs, stopsIn: 2_000 },
    killed: true,
    says: /ended without telling why/,
    log: written,
  },
];

const far = await openFarEnd({
  // Slow enough that what is said within seconds is said so on a busy machine.
  speed: 10,
  services: cases.map(({ on }) => on),
  fates: {
    forever: { kind: 'runs' },
    ...Object.fromEntries(cases.map(({ on, fate = fine }) => [`migrate-${on}`, fate])),
  },
});
afterAll(() => far.close());

describe('run-migration-task', () => {
  test.concurrent.each(cases)('$on', async (scene) => {
    const { on, fault, held, sideCar, act, killed } = scene;
    if (fault !== undefined) far.aws.faults.add({ ...fault, body: `deploy-actions:${on}` });
    if (held === true) await hold(on);
    const over = new AbortController();
    const acted = act === undefined ? undefined : whenRuns(on, act, over.signal);
    const { main, post } = await runJob(far, 'run-migration-task', {
      inputs: {
        cluster,
        service: on,
        command: `migrate-${on}`,
        ...(sideCar === true ? { 'task-definition-arn': await withSideCar(on) } : {}),
        ...scene.with,
      },
      ...(killed === true ? { endAt: { call: 'ecs:DescribeTasks', times: 9, signals: dead } } : {}),
    });
    over.abort(new Error('over'));
    await acted?.catch(() => {});
    const shown = main.lines.filter((line) => line.startsWith('  ')).map((line) => line.slice(2));
    if (killed === true) {
      expect([main.signal, post?.exitCode]).toEqual(['SIGKILL', 0]);
      expect(post?.summary).toContain('## ❌ The migration failed');
      expect(post?.lines.join('\n')).toMatch(scene.says);
    } else {
      expect({ 'exit-code': '', ...main.outputs, exit: main.exitCode }).toMatchObject({
        verdict: scene.verdict,
        'reason-code': scene.code ?? '',
        'exit-code': scene.exitCode,
        exit: scene.verdict === 'succeeded' ? 0 : 1,
      });
      expect(main.lines.join('\n')).toMatch(scene.says);
      expect({ post: post?.lines }).toEqual({ post: [] });
    }
    // Each line once, in order; what a killed run had not read yet is lost with it.
    expect(shown.filter((line) => written.includes(line) || scene.log.includes(line))).toEqual(
      killed === true ? scene.log.filter((line) => shown.includes(line)) : scene.log,
    );
    expect(far.tasksLeft(on)).toBe(scene.left ?? 0);
  });
});

const tasksOf = (family: string) =>
  [...(far.aws.ecs.state.clusters.get(cluster)?.tasks.values() ?? [])].filter(
    ({ service, launch }) => service === undefined && launch.definition.family === family,
  );

/** Another run's migration, as it would be there. */
const hold = (on: string) =>
  far.ecs.call('RunTask', {
    cluster,
    taskDefinition: on,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
    group: `deploy-actions:${on}`,
    startedBy: 'deploy-actions/776-1',
    overrides: { containerOverrides: [{ name: 'app', command: ['forever'] }] },
  });

async function whenRuns(on: string, act: 'stop' | 'forget', signal: AbortSignal): Promise<void> {
  const running = await until(async () => tasksOf(on).find(({ status }) => status === 'RUNNING'), {
    clock: systemClock,
    signal,
    pauseMs: () => 5,
  });
  if (running.kind !== 'answer') return;
  const task = running.value;
  if (act === 'stop') {
    // Its lines are out by then.
    await systemClock.sleep(2_000 / far.speed, signal);
    stopTaskByRequest(far.aws.ecs.state, { cluster, task: task.arn, reason: 'Task stopped by user' });
    return;
  }
  for (const container of task.containers)
    Object.defineProperty(container, 'exitCode', { get: () => undefined, set: () => {} });
}

async function withSideCar(on: string): Promise<string> {
  const { containerDefinitions, ...rest } = definition(on, far.push(on, 'v1'));
  const agent = { name: 'agent', image: 'shop/agent:1', essential: true, command: ['forever'] };
  const answer = await far.ecs.call('RegisterTaskDefinition', {
    ...rest,
    containerDefinitions: [...containerDefinitions, agent],
  });
  return answer.taskDefinition?.taskDefinitionArn ?? '';
}
