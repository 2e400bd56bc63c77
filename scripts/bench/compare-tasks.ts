import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import type { Contestant } from './contestant.ts';
import type { ComparedRow } from './figure.ts';
import { tasks } from './measure-tasks.ts';
import { notAsMeant, runScene } from './open-scene.ts';
import { runPool } from './run-pool.ts';

const last = 'last line of the migration';

/** One-off tasks under every contestant: the lag after their end, whether exit code and log were told. */
export async function compareTasks(contestants: readonly Contestant[]): Promise<readonly ComparedRow[]> {
  const runs = contestants.flatMap((contestant) => tasks.map((task) => ({ contestant, task })));
  const seen = await runPool(runs, 4, async ({ contestant, task }) => {
    const { seconds, speed, code } = task;
    const fate: Fate = { kind: 'exits', code, after: seconds * 1_000, log: ['upgrade 41 -> 42', last] };
    const { dist, task: asked, saysExitCode } = contestant;
    const run = await runScene(asked.action, asked.inputs, { dist, speed, fates: { migrate: fate } });
    const endedAt = run.entered('ecs.task', 'DEPROVISIONING');
    if (endedAt === undefined || run.end.exitCode !== (code === 0 ? 0 : 1)) throw notAsMeant(run);
    const told = { code: code === 0 || saysExitCode(run.end, code), log: run.end.stdout.includes(last) };
    return { contestant, lagMs: Math.round(run.lag(endedAt)), ...told };
  });
  return [
    {
      what: 'one-off task of 1 to 90 s: its end → verdict',
      figures: contestants.map((contestant) => {
        const own = seen.filter((one) => one.contestant === contestant);
        const lost = [
          ...(own.some(({ code }) => !code) ? ['exit code not said'] : []),
          ...(own.some(({ log }) => !log) ? ['no log'] : []),
        ];
        return {
          unit: 'ms',
          values: own.map(({ lagMs }) => lagMs),
          said: lost.length === 0 ? 'with exit code and log' : lost.join(', '),
        };
      }),
    },
  ];
}
