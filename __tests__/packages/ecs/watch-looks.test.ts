import type { Service, ServiceDeployment } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import type { Part } from '#rollout/platform';
import {
  begin,
  listed,
  ours,
  release,
  rolling,
  said,
  serving,
  starting,
  type View,
  type World,
  watching,
} from './answering-watch.ts';
import { partFrom, revisionOfApi } from './watch-stage.ts';

// Which of AWS's two views a look reads, and which it believes. The first look is at 09:00:00.

const restore: Part = { ...release, goal: 'restore' };
const without: Part = partFrom(begin);
const other = (part: Part): Part => ({ ...part, row: 'web', rollout: 'arn:deployment/web' });

describe('views that a look reads while it goes on', () => {
  interface Row {
    readonly name: string;
    readonly part: Part;
    readonly world: World;
    /** Milliseconds after the look before, and the views. */
    readonly looks: readonly (readonly [number, string])[];
  }
  const canary = { ...starting, deploymentConfiguration: { strategy: 'CANARY' as const } };
  const failing: ServiceDeployment = { ...rolling(0), deploymentCircuitBreaker: { failureCount: 1 } };
  const rows: readonly Row[] = [
    {
      name: 'the deployment; every 10 s the service in its place',
      part: release,
      world: { deployment: rolling(0), service: starting },
      looks: [
        [0, 'list deployment'],
        [9_999, 'deployment'],
        [1, 'service'],
        [9_999, 'deployment'],
        [1, 'service'],
      ],
    },
    {
      name: 'every 30 s when all new tasks run',
      part: release,
      world: { deployment: rolling(2), service: serving(ours('IN_PROGRESS', 2)) },
      looks: [
        [0, 'list deployment'],
        [29_999, 'deployment'],
        [1, 'service'],
        [29_999, 'deployment'],
        [1, 'service'],
      ],
    },
    {
      name: 'every 30 s when more new tasks run than are wanted',
      part: release,
      world: { deployment: rolling(3), service: starting },
      looks: [
        [0, 'list deployment'],
        [10_000, 'deployment'],
      ],
    },
    {
      name: 'both where a strategy has stages',
      part: release,
      world: { deployment: rolling(0), service: canary },
      looks: [
        [0, 'list deployment'],
        [10_000, 'service deployment'],
      ],
    },
    {
      name: 'both on the way back',
      part: restore,
      world: { deployment: rolling(0), service: starting },
      looks: [
        [0, 'list deployment'],
        [10_000, 'service deployment'],
      ],
    },
    {
      name: 'both when the service says more than that it moves',
      part: release,
      world: { deployment: rolling(0), service: serving(ours('COMPLETED', 2)) },
      looks: [
        [0, 'list deployment'],
        [10_000, 'service deployment'],
      ],
    },
    {
      name: 'the service at each look while a failure is in the air',
      part: release,
      world: { deployment: failing, service: serving({ ...ours('IN_PROGRESS'), failedTasks: 1 }) },
      looks: [
        [0, 'list deployment'],
        [1_000, 'service'],
        [1_000, 'service'],
      ],
    },
    {
      name: 'the service at each look until the deployment is found',
      part: without,
      world: { service: starting },
      looks: [
        [0, 'service list'],
        [1_000, 'service list'],
      ],
    },
    {
      name: 'what the service names as its deployment, once when it is not ours',
      part: without,
      world: {
        service: { ...starting, currentServiceDeployment: 'arn:deployment/1' },
        deployment: { ...rolling(0), targetServiceRevision: { arn: 'arn:service-revision/demo/api/1' } },
      },
      looks: [
        [0, 'service list deployment'],
        [1_000, 'service list'],
      ],
    },
    {
      name: 'the service alone where deployments may not be listed',
      part: without,
      world: { service: starting, list: 'denied' },
      looks: [
        [0, 'service list'],
        [1_000, 'service'],
      ],
    },
    {
      name: 'the service alone where deployments may not be read',
      part: release,
      world: { service: starting, deployment: 'denied' },
      looks: [
        [0, 'list deployment service'],
        [1_000, 'service'],
      ],
    },
    {
      name: 'the deployment alone where services may not be read',
      part: release,
      world: { service: 'denied', deployment: rolling(0) },
      looks: [
        [0, 'list deployment'],
        [10_000, 'service deployment'],
        [1_000, 'service deployment'],
      ],
    },
    {
      name: 'the deployment alone while it is MISSING, until the service is due',
      part: release,
      world: { service: starting },
      looks: [
        [0, 'list deployment'],
        [9_999, 'deployment'],
        [1, 'service'],
      ],
    },
  ];
  test.each(rows)('$name', async ({ part, world, looks }) => {
    const { look } = watching([part], world);
    for (const [ms, views] of looks) {
      const seen = await look(ms);
      expect(seen.looks).toMatchObject([{ kind: 'moving' }]);
      expect(seen.views).toBe(views);
    }
  });
});

describe('what an end needs of the service is read once for all parts', () => {
  const once = 'list list deployment service';
  const never = 'list list deployment';
  test.each<readonly [string, Part, View<ServiceDeployment>, string]>([
    ['a live release', release, said('SUCCESSFUL'), once],
    ['a stopped release', release, said('STOPPED'), once],
    ['a release that went back', release, said('ROLLBACK_SUCCESSFUL'), once],
    ['a release that failed', release, said('ROLLBACK_FAILED'), once],
    ['a release on its way back', release, said('ROLLBACK_IN_PROGRESS'), once],
    ['a release of which nothing is known', release, undefined, never],
    ['a way back that went back', restore, said('ROLLBACK_SUCCESSFUL'), once],
    ['a way back of which nothing is known', restore, undefined, once],
    ['a way back on its way', restore, said('ROLLBACK_IN_PROGRESS'), never],
    ['a way back that moves', restore, said('IN_PROGRESS'), never],
  ])('%s', async (_name, part, deployment, views) => {
    const { look } = watching([part, other(part)], { deployment, service: starting });
    expect(await look(0)).toMatchObject({ views });
  });

  test('and not again when the cause is known', async () => {
    const world: World = { deployment: said('ROLLBACK_IN_PROGRESS'), service: starting };
    const { look } = watching([release, other(release)], world);
    const views = [await look(0), await look(3_000)];
    world.deployment = said('ROLLBACK_SUCCESSFUL');
    expect([...views, await look(3_000)].map((seen) => seen.views)).toEqual([once, 'deployment', 'deployment']);
  });
});

test('what has ended is not looked at again', async () => {
  const world: World = { deployment: said('SUCCESSFUL'), service: serving(ours('COMPLETED', 2)) };
  const { look } = watching([release], world);
  const first = await look(0);
  expect(first.looks).toMatchObject([{ kind: 'ended', how: 'live' }]);
  world.deployment = said('ROLLBACK_SUCCESSFUL');
  const second = await look(60_000);
  expect(second.looks).toEqual(first.looks);
  expect(second.calls).toEqual([]);
});

describe('which view is believed, ten seconds after the beginning', () => {
  const newer = (of: number) => serving(listed(3, of, 'PRIMARY', 5));
  const moves = { kind: 'moving', state: '0/2 new running' };
  test.each<readonly [string, View<Service>, View<ServiceDeployment>, object]>([
    ['a newer one of another revision, ours moves', newer(3), rolling(0), { how: 'superseded' }],
    ['a newer one of the same revision, ours moves', newer(2), rolling(0), { state: 'followed further' }],
    [
      'the service is deleted, ours moves',
      { status: 'DRAINING' },
      rolling(0),
      { how: 'failed', why: { code: 'not-found' } },
    ],
    ['a newer one of another revision, ours failed', newer(3), said('ROLLBACK_FAILED'), { how: 'failed' }],
    ['the service is done, ours bakes', serving(ours('COMPLETED', 2)), rolling(0), moves],
    ['the service is done, ours is MISSING', serving(ours('COMPLETED', 2)), undefined, { how: 'live' }],
    ['the service may not be read, ours moves', 'denied', rolling(0), moves],
    ['the service shows nothing, ours moves', serving(), rolling(0), moves],
    ['the service is done, ours may not be read', serving(ours('COMPLETED', 2)), 'denied', { how: 'live' }],
  ])('%s', async (_name, service, deployment, expected) => {
    const world: World = { deployment: rolling(0), service: starting };
    const { look } = watching([release], world);
    await look(0);
    Object.assign(world, { service, deployment });
    expect((await look(10_000)).looks).toMatchObject([expected]);
  });

  test('the way back of api:1, found by its revision alone', async () => {
    const part: Part = { ...restore, to: revisionOfApi(1), from: revisionOfApi(2), id: 'ecs-svc/1' };
    const back = serving(
      listed(1, 1, 'PRIMARY', -900, { rolloutState: 'COMPLETED', desiredCount: 2, runningCount: 2 }),
    );
    const { look } = watching([part], { deployment: said('ROLLBACK_SUCCESSFUL'), service: back });
    expect((await look(0)).looks).toMatchObject([{ kind: 'ended', how: 'live', state: '2/2 running' }]);
  });
});
