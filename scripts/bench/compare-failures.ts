import type { Contestant } from './contestant.ts';
import type { ComparedRow, Figure } from './figure.ts';
import { cases, configurations, decidedAt, type Failing, type Row, soundAlarm } from './measure-failures.ts';
import { notAsMeant, runScene, type SceneRun } from './open-scene.ts';
import { runPool } from './run-pool.ts';

/** Words of the far end by the names of the cases: whoever prints one of them has printed the cause. */
const words: Readonly<Record<string, string>> = {
  'exit 1': 'cannot find module ./config',
  'out of memory': 'OutOfMemory',
  'no image': 'CannotPull',
  secret: 'unable to retrieve secret',
  alarm: 'alarm',
};

interface Seen {
  readonly row: Row;
  /** Milliseconds from what decided it to the cause in the output, and to the end of the run. */
  readonly causeMs: number;
  readonly endMs: number;
  /** From the end of ECS' own rollback to the end of the run. */
  readonly redMs: number | undefined;
  readonly isRed: boolean;
}

const byEcs = (row: Row): boolean => row === 'breaker' || row === 'alarm';
/** Who has no judgement of its own waits half an hour. */
const speedOf = (row: Row, isPatient: boolean): number => (byEcs(row) || !isPatient ? 4 : 40);

/** Doomed rollouts under every contestant: when the cause is printed, when the job ends, and how. */
export async function compareFailures(contestants: readonly Contestant[]): Promise<readonly ComparedRow[]> {
  const runs = contestants.flatMap((contestant) => cases.map((one, at) => ({ contestant, one, seed: at + 1 })));
  const seen = await runPool(runs, 5, async ({ contestant, one, seed }) => ({
    contestant,
    ...(await see(contestant, one, seed)),
  }));
  const row = (what: string, ofCase: (row: Row) => boolean, figure: (all: readonly Seen[]) => Figure): ComparedRow => ({
    what,
    figures: contestants.map((contestant) =>
      figure(seen.filter((each) => each.contestant === contestant && ofCase(each.row))),
    ),
  });
  return [
    row('circuit breaker or alarm decided → its cause printed', byEcs, causes),
    row('rollback by ECS at its end → red', byEcs, (all) => ({
      unit: 'ms',
      values: all.map(({ redMs = Number.POSITIVE_INFINITY, isRed }) => (isRed ? redMs : Number.POSITIVE_INFINITY)),
      ...greens(all),
    })),
    row('no breaker, crash loop: third crash → cause printed', (row) => row === 'crash-loop', causes),
    row('the same → end of the job', (row) => row === 'crash-loop', ends),
    row('no breaker, failed pull or secret → cause printed', (row) => row === 'cannot-start', causes),
    row('the same → end of the job', (row) => row === 'cannot-start', ends),
  ];
}

const causes = (all: readonly Seen[]): Figure => ({ unit: 'ms', values: all.map(({ causeMs }) => causeMs) });
const ends = (all: readonly Seen[]): Figure => ({ unit: 'ms', values: all.map(({ endMs }) => endMs), ...greens(all) });

function greens(all: readonly Seen[]): { readonly said?: string } {
  const green = all.filter(({ isRed }) => !isRed).length;
  return green === 0 ? {} : { said: `GREEN in ${green} of ${all.length}` };
}

async function see({ dist, deploy, causeLine }: Contestant, one: Failing, seed: number): Promise<Seen> {
  const { row, name, fate, desired, code } = one;
  const run = await runScene(deploy.action, (shop) => deploy.inputs(shop, 'v2', !byEcs(row)), {
    dist,
    speed: speedOf(row, causeLine === undefined),
    seed,
    desired,
    fates: { v2: fate },
    deploymentConfiguration: configurations[row],
    ...(row === 'alarm' ? { during: soundAlarm } : {}),
  });
  if (run.end.exitCode === null) throw notAsMeant(run);
  const from = decidedAt(run, one);
  const backAt = run.entered('ecs.service-deployment', 'ROLLBACK_SUCCESSFUL');
  return {
    row,
    causeMs: causeAfter(run, from, causeLine?.(code) ?? words[name] ?? name),
    endMs: Math.round(run.lag(from)),
    redMs: byEcs(row) && backAt !== undefined ? Math.round(run.lag(backAt)) : undefined,
    isRed: run.end.exitCode !== 0,
  };
}

/** What GitHub shows: debug lines are hidden there. */
function causeAfter(run: SceneRun, from: number, text: string): number {
  const isShown = run.end.stdout.split('\n').some((line) => !line.startsWith('::debug::') && line.includes(text));
  return isShown ? Math.round(run.lag(from, text)) : Number.POSITIVE_INFINITY;
}
