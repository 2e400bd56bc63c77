import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import type { Measure } from './measure.ts';
import { notAsMeant, runScene } from './open-scene.ts';
import { runPool } from './run-pool.ts';

export const tasks = [
  { seconds: 1, speed: 4, code: 0 },
  { seconds: 5, speed: 4, code: 3 },
  { seconds: 12, speed: 5, code: 0 },
  { seconds: 30, speed: 6, code: 0 },
  { seconds: 60, speed: 8, code: 3 },
  { seconds: 90, speed: 10, code: 0 },
] as const;

/** One-off tasks of 1 to 90 s: from the end of the container to what is said of it. Exit code and log must be right. */
export async function measureTasks(dist: string): Promise<readonly Measure[]> {
  const figures = await runPool(tasks.toReversed(), 3, (task) => measureTask(dist, task));
  return [
    {
      id: 'task',
      what: 'one-off task of 1 to 90 s: its end → verdict with exit code',
      unit: 'ms',
      values: figures.map(({ verdictMs }) => verdictMs),
      bar: { worst: 2_000 },
      details: figures,
    },
    {
      id: 'task-log',
      what: 'one-off task of 1 to 90 s: its end → end of the job, with its whole log',
      unit: 'ms',
      values: figures.map(({ jobMs }) => jobMs),
      bar: { worst: 7_000 },
    },
  ];
}

async function measureTask(dist: string, { seconds, speed, code }: (typeof tasks)[number]) {
  const log = ['upgrade 41 -> 42', 'last line of the migration'];
  const fate: Fate = { kind: 'exits', code, after: seconds * 1_000, log };
  const inputs = { service: 'web', command: 'migrate up' };
  const run = await runScene('run-migration-task', () => inputs, { dist, speed, fates: { migrate: fate } });
  const endedAt = run.entered('ecs.task', 'DEPROVISIONING');
  const { outputs, stdout, exitCode, lines } = run.end;
  const isRight =
    outputs['exit-code'] === String(code) &&
    exitCode === (code === 0 ? 0 : 1) &&
    log.every((line) => lines.filter((shown) => shown.trim() === line).length === 1) &&
    (code === 0 || run.end.annotations.some(({ message }) => message.includes(log.at(-1) ?? '')));
  if (endedAt === undefined || !isRight) throw notAsMeant(run);
  const verdict = `has ended: exit ${code} in container`;
  if (!stdout.includes(verdict)) throw notAsMeant(run);
  return { seconds, code, verdictMs: Math.round(run.lag(endedAt, verdict)), jobMs: Math.round(run.lag(endedAt)) };
}
