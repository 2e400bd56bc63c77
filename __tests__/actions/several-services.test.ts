import { expect, test } from '@jest/globals';
import type { HttpPort } from '#base/network';
import { type Name, partialFailures, type ServicesCase } from '../cases/rollout-services.ts';
import { deploy, recordOn, revisionsOf } from '../support/deploy.ts';
import { openShop, type Shop } from '../support/shop.ts';

const names = ['db', 'api', 'web', 'jobs'] as const satisfies readonly Name[];
const order: Readonly<Record<Name, number>> = { db: 1, api: 2, web: 2, jobs: 3 };

const of = <T>(make: (name: Name) => T): Record<Name, T> =>
  Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>;

/** Every call that moves a service, in order. */
function watchMoves(shop: Shop): Record<Name, ('Update' | 'Stop')[]> {
  const moves = of((): ('Update' | 'Stop')[] => []);
  const { handle } = shop.aws;
  const noted = (name: string | undefined, move: 'Update' | 'Stop') =>
    names.filter((known) => known === name).map((known) => moves[known].push(move));
  Object.assign(shop.aws, {
    handle: (request: Parameters<typeof handle>[0]) => {
      const operation = request.headers['x-amz-target']?.split('.').at(-1);
      if (operation === 'UpdateService') noted(JSON.parse(request.body).service, 'Update');
      if (operation === 'StopServiceDeployment')
        noted(JSON.parse(request.body).serviceDeploymentArn.split('/').at(-2), 'Stop');
      return handle(request);
    },
  });
  return moves;
}

async function play(scene: ServicesCase) {
  const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };
  const shop = await openShop({
    services: names,
    deploymentConfiguration: scene.breaker ? breaker : {},
    fateOf: ({ service, image }) => {
      const name = names.find((known) => known === service);
      const isNew = !image.endsWith(':v1');
      return name !== undefined && isNew ? scene.fates?.[name] : undefined;
    },
  });
  for (const name of names) shop.push(name, 'v2');
  const moves = watchMoves(shop);
  const now = shop.clock.now();
  for (const rule of scene.faults ?? [])
    shop.aws.faults.add({ ...rule, from: now + (rule.from === undefined ? 0 : 70_000) });
  const rows = names.map((name) => ({ service: name, order: order[name], image: 'v2', ...scene.rows?.[name] }));
  const http: HttpPort = async ({ url }) => {
    const sick = scene.sick?.some((name) => url.hostname.startsWith(name)) === true;
    return { kind: 'answered', status: sick ? 503 : 200, headers: {}, body: '', tookMs: 5 };
  };
  const ran = await deploy(
    shop,
    { services: JSON.stringify(rows), ...scene.with },
    { http, at: (scene.at ?? []).map(([after, what]) => [after, () => void what(shop)] as const) },
  );
  return { shop, ran, moves };
}

test.each(partialFailures)('$name: $verdict', async (scene) => {
  const { shop, ran, moves } = await play(scene);
  const { verdict, code, ends, serves = {} } = scene;
  expect({ verdict: ran.verdict, code: ran.code, ends: ran.rows, moves }).toEqual({
    verdict,
    code,
    ends,
    moves: scene.moves,
  });
  const primary = of((name) => `${name}:${serves[name] ?? 1}`);
  expect(of((name) => shop.state(name).primary)).toEqual(primary);
  const settled = names.filter((name) => !['superseded', 'started', 'failed'].includes(ends[name]));
  for (const name of settled) {
    expect(shop.state(name)).toMatchObject({
      running: [primary[name]],
      rollout: 'COMPLETED',
      desired: 2,
      deployments: 1,
    });
    const { configuration } = shop.aws.ecs.state.clusters.get('shop')?.services.get(name) ?? {};
    expect(configuration).toMatchObject({ maximumPercent: 200, minimumHealthyPercent: 100 });
  }
  for (const name of names) {
    const record = revisionsOf(shop, name) > 1 ? recordOn(shop, `${name}:2`).state : 'unchanged';
    expect([name, record]).toEqual([name, ends[name]]);
  }
});
