import type { Shop } from '../../__tests__/support/shop.ts';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import type { Measure } from './measure.ts';
import { notAsMeant, runScene, type SceneOptions, type SceneRun } from './open-scene.ts';
import { runPool } from './run-pool.ts';

export type Row = 'breaker' | 'alarm' | 'crash-loop' | 'cannot-start';

export interface Failing {
  readonly row: Row;
  readonly name: string;
  /** What becomes of the new revision's containers. */
  readonly fate: Fate;
  readonly desired: number;
  /** The reason code that must be the cause. */
  readonly code: string;
}

const speed = 4;
const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };
const alarms = { alarms: { alarmNames: ['errors'], enable: true, rollback: true } };
export const configurations: Readonly<Record<Row, Readonly<Record<string, unknown>>>> = {
  breaker,
  alarm: alarms,
  'crash-loop': {},
  'cannot-start': {},
};

const exits: Fate = { kind: 'exits', code: 1, after: 2_000, log: ['cannot find module ./config'] };
export const cases: readonly Failing[] = [
  ...[2, 6].map((desired): Failing => ({ row: 'breaker', name: 'exit 1', fate: exits, desired, code: 'crash-loop' })),
  {
    row: 'breaker',
    name: 'out of memory',
    fate: { kind: 'out-of-memory', after: 4_000 },
    desired: 2,
    code: 'out-of-memory',
  },
  { row: 'breaker', name: 'no image', fate: { kind: 'image-not-found' }, desired: 4, code: 'image-not-found' },
  // Containers that take their time to stop: then ECS is still going back when its decision is seen.
  ...[500, 20_000].map(
    (stopsIn): Failing => ({
      row: 'alarm',
      name: 'alarm',
      fate: { kind: 'runs', stopsIn },
      desired: 2,
      code: 'alarm-fired',
    }),
  ),
  ...[1, 2, 4].map(
    (desired): Failing => ({ row: 'crash-loop', name: 'exit 1', fate: exits, desired, code: 'crash-loop' }),
  ),
  ...[1, 2].flatMap((desired): Failing[] => [
    { row: 'cannot-start', name: 'no image', fate: { kind: 'image-not-found' }, desired, code: 'image-not-found' },
    { row: 'cannot-start', name: 'secret', fate: { kind: 'secret-unreadable' }, desired, code: 'secret-unreadable' },
  ]),
];

interface FailureFigures {
  readonly case: Failing;
  /** From what decided the rollout to the cause in the output, ms. */
  readonly causeMs: number;
  /** From the end of ECS' own rollback to the red end of the process, ms; infinite when the process ended before it. */
  readonly redMs: number | undefined;
}

/** Doomed deployments: when the cause is printed, and when the job is red. The right cause, or the measurement fails. */
export async function measureFailures(dist: string): Promise<readonly Measure[]> {
  const figures = await runPool(cases, 6, (one, at) => measureFailure(dist, one, at + 1));
  const rows = (row: Row) => figures.filter((one) => one.case.row === row);
  const causes = (id: string, what: string, worst: number, of: readonly FailureFigures[]): Measure => ({
    id,
    what,
    unit: 'ms',
    values: of.map(({ causeMs }) => causeMs),
    bar: { worst },
    details: of.map(({ case: { name, desired, code }, causeMs, redMs }) => ({ name, desired, code, causeMs, redMs })),
  });
  return [
    causes('cause', 'circuit breaker or alarm decided → its cause printed', 5_000, [
      ...rows('breaker'),
      ...rows('alarm'),
    ]),
    {
      id: 'red',
      what: 'rollback by ECS at its end → red',
      unit: 'ms',
      values: figures.flatMap(({ redMs }) => redMs ?? []),
      bar: { worst: 5_000 },
      ...earlyEnds(figures),
    },
    causes('crash-loop', 'no circuit breaker: third crash → cause printed', 15_000, rows('crash-loop')),
    causes(
      'cannot-start',
      'no circuit breaker: first failed pull or secret → cause printed',
      45_000,
      rows('cannot-start'),
    ),
  ];
}

/** Who is red before ECS has gone back says that the previous release serves while nobody knows. */
function earlyEnds(figures: readonly FailureFigures[]): { readonly note?: string } {
  const early = figures.filter(({ redMs }) => redMs === Number.POSITIVE_INFINITY);
  if (early.length === 0) return {};
  return { note: `ended before ECS had gone back: ${early.map((one) => one.case.name).join(', ')}` };
}

async function measureFailure(dist: string, one: Failing, seed: number): Promise<FailureFigures> {
  const byEcs = one.row === 'breaker' || one.row === 'alarm';
  const options: SceneOptions = {
    dist,
    speed,
    seed,
    desired: one.desired,
    fates: { v2: one.fate },
    deploymentConfiguration: configurations[one.row],
  };
  // Where ECS itself is to decide, our own haste must not come first.
  const inputs = (shop: Shop) => ({
    service: 'web',
    image: shop.push('web', 'v2'),
    'fail-fast': String(!byEcs),
  });
  const run = await runScene('deploy-ecs', inputs, {
    ...options,
    ...(one.row === 'alarm' ? { during: soundAlarm } : {}),
  });
  if (run.end.exitCode !== 1 || run.end.outputs['reason-code'] !== one.code) throw notAsMeant(run);
  const backAt = run.entered('ecs.service-deployment', 'ROLLBACK_SUCCESSFUL');
  return {
    case: one,
    causeMs: Math.round(run.lag(decidedAt(run, one), `✗ ${one.code}`)),
    redMs: byEcs ? (backAt === undefined ? Number.POSITIVE_INFINITY : Math.round(run.lag(backAt))) : undefined,
  };
}

/** The alarm fires while the new tasks settle, ms after the start. */
export function soundAlarm({ aws, clock }: Shop): void {
  clock.at(clock.now() + 45_000, () => aws.ecs.setAlarm('errors', true));
}

/** When the rollout's fate was sealed, ms since the epoch. */
export function decidedAt(run: SceneRun, { row }: Pick<Failing, 'row'>): number {
  const failed = run.shop.aws.world.timeline.filter(
    (entry) => entry.kind === 'ecs.task' && entry.state === 'DEPROVISIONING' && isNew(entry.detail?.definition),
  );
  const at =
    row === 'crash-loop'
      ? failed[2]?.at
      : row === 'cannot-start'
        ? failed[0]?.at
        : run.entered('ecs.deployment', 'FAILED');
  if (at === undefined) throw notAsMeant(run);
  return at;
}

const isNew = (definition: unknown): boolean => String(definition).endsWith('/web:2');
