import { describe, expect, test } from '@jest/globals';
import { connectEcs } from '#ecs/client';
import { watchRollout } from '#ecs/follow/watch-rollout';
import type { Part } from '#rollout/platform';
import { cluster, definition, openShop, type Shop } from '../../support/shop.ts';

/** Starts v2 in every service, one after the other as `gapMs` says, and tells the rollouts as parts. */
async function deployAll(shop: Shop, names: readonly string[], gapMs: number): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const row of names) {
    await shop.ecs.call('RegisterTaskDefinition', definition(row, shop.push(row, 'v2')));
    const { service } = await shop.ecs.call('UpdateService', { cluster, service: row, taskDefinition: row });
    const primary = service?.deployments?.find(({ status }) => status === 'PRIMARY');
    const revision = (n: number) => ({
      id: (primary?.taskDefinition ?? '').replace(/:\d+$/, `:${n}`),
      label: `${row}:${n}`,
      images: [],
    });
    parts.push({
      v: 1,
      platform: 'ecs',
      goal: 'release',
      row,
      place: cluster,
      to: revision(2),
      from: revision(1),
      ...(primary?.id === undefined ? {} : { id: primary.id }),
      startedAt: shop.clock.now(),
      undo: {},
    });
    await shop.clock.advance(gapMs);
  }
  return parts;
}

/** ECS allows 20 reads a second, shared by all that work in the account and region; a burst may be longer for a while. */
const seconds = 5;

describe.each([
  { count: 1, gapMs: 0 },
  { count: 20, gapMs: 0 },
  { count: 20, gapMs: 5_000 },
  { count: 100, gapMs: 0 },
  { count: 100, gapMs: 1_000 },
])('$count services, one begun every $gapMs ms', ({ count, gapMs }) => {
  test('are followed together within what AWS allows, and the last end is seen within 5 s', async () => {
    const services = Array.from({ length: count }, (_, at) => `service-${at + 1}`);
    const shop = await openShop({ services, seed: 7 });
    const parts = await deployAll(shop, services, gapMs);
    const from = shop.aws.calls.length;
    const host = shop.host();
    const aws = { ...host, region: 'eu-central-1', calls: new Map<string, number>() };
    const watch = watchRollout(await connectEcs(aws), aws, parts);
    const begin = shop.clock.now();
    let looks = 1;
    for (; ; looks++) {
      const answers = await watch.look(host.signal);
      if (answers.every(({ kind }) => kind === 'ended')) break;
      await shop.clock.sleep(watch.pauseMs(false));
    }
    const endedAt = shop.aws.world.timeline.findLast(
      ({ kind, state }) => kind === 'ecs.service-deployment' && state === 'SUCCESSFUL',
    )?.at;
    expect(shop.clock.now() - (endedAt ?? Number.NaN)).toBeLessThanOrEqual(5_000);
    expect(looks).toBeLessThanOrEqual(8 + (shop.clock.now() - begin) / 4_600);
    const calls = shop.aws.calls.slice(from);
    const lists = calls.filter(({ operation }) => operation === 'ecs:ListServiceDeployments');
    expect(lists.length).toBeLessThanOrEqual(count);
    const after = shop.aws.calls.length;
    await watchRollout(await connectEcs(aws), aws, parts).look(host.signal);
    const again = shop.aws.calls.slice(after).map(({ operation }) => operation);
    expect(again).not.toContain('ecs:ListServiceDeployments');
    const within = (at: number) => calls.filter((other) => other.at >= at && other.at < at + seconds * 1_000).length;
    expect(Math.max(...calls.map(({ at }) => within(at)))).toBeLessThanOrEqual(20 * seconds);
  });
});
