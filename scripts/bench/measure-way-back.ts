import { definition, type Shop } from '../../__tests__/support/shop.ts';
import type { Measure } from './measure.ts';
import { notAsMeant, runScene } from './open-scene.ts';
import { runPool } from './run-pool.ts';

const seeds = [1, 2, 3];
const speed = 8;

/** A bad revision serves; `rollback` puts the previous release back. With the timing of local-aws, which is Fargate's. */
export async function measureWayBack(dist: string): Promise<readonly Measure[]> {
  const figures = await runPool(seeds, 3, (seed) => goBack(dist, seed));
  return [
    {
      id: 'way-back',
      what: 'bad revision live → previous release serves again and the job is green',
      unit: 'ms',
      values: figures.map(({ allMs }) => allMs),
      bar: { worst: 120_000 },
      details: figures,
    },
    {
      id: 'way-back-own',
      what: 'of that, our own share: before the first write and after the end',
      unit: 'ms',
      values: figures.map(({ ownMs }) => ownMs),
      bar: { worst: 5_000 },
    },
  ];
}

async function goBack(dist: string, seed: number) {
  const run = await runScene('rollback', () => ({ service: 'web' }), { dist, speed, seed, before: deployBad });
  const movedAt = run.calls.find(({ operation }) => operation === 'ecs:UpdateService')?.at;
  const servesAt = run.entered('ecs.service-deployment', 'SUCCESSFUL');
  const isBack = run.end.outputs['task-definition-arn']?.endsWith('/web:1') === true && run.end.exitCode === 0;
  if (movedAt === undefined || servesAt === undefined || !isBack) throw notAsMeant(run);
  // Until the write nothing waits: that time is the process' start and its calls, and was not accelerated.
  const beforeMs = (movedAt - run.startedAt) / speed;
  const afterMs = run.lag(servesAt);
  return {
    allMs: Math.round(beforeMs + servesAt - movedAt + afterMs),
    ownMs: Math.round(beforeMs + afterMs),
    ecsMs: Math.round(servesAt - movedAt),
  };
}

async function deployBad(shop: Shop): Promise<void> {
  await shop.ecs.call('RegisterTaskDefinition', definition('web', shop.push('web', 'v2')));
  await shop.ecs.call('UpdateService', { cluster: 'shop', service: 'web', taskDefinition: 'web' });
  await shop.clock.advance(180_000);
}
