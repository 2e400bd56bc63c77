import { describe, expect, test } from '@jest/globals';
import { annotations } from '#report/annotate';
import { run } from '../support/deploy.ts';
import { cluster, openShop } from '../support/shop.ts';

// Somebody deletes the service while it is deployed: what was deployed is gone, and so is what could be put back.

const newer = /^ecs:(List|Describe|Stop)ServiceDeployments?$/;
const moments = [500, 2_000, 20_000, 60_000] as const;
const cases = moments.flatMap((after) => [
  { after, deny: false, name: `after ${after} ms` },
  { after, deny: true, name: `after ${after} ms, the newer APIs denied` },
]);

describe.each(cases)('$name', ({ after, deny }) => {
  test.each([
    ['rollback', 'rollback-failed'],
    ['leave', 'failed'],
  ] as const)('on-failure %s ends as %s', async (onFailure, verdict) => {
    const shop = await openShop({ services: ['web', 'mail'], deploymentConfiguration: {} });
    for (const service of ['web', 'mail']) shop.push(service, 'new');
    if (deny) shop.aws.faults.add({ operation: newer, do: { kind: 'deny' } });
    const remove = () =>
      void shop.clock.busy(() => shop.ecs.call('DeleteService', { cluster, service: 'web', force: true }));
    const services = '- { service: web, image: new }\n- { service: mail, image: new }';
    const ran = await run(shop, 'deploy-ecs', { services, 'on-failure': onFailure }, { at: [[after, remove]] });
    expect(ran.rows).toEqual({ web: verdict, mail: onFailure === 'leave' ? 'started' : 'rolled-back' });
    expect(ran.code).toBe('not-found');
    const [first] = annotations(ran.report);
    expect(first?.title).toBe('not-found');
    expect(first?.message).toMatch(
      /^the service web in shop is (?:draining|inactive): somebody deleted it\n.*:service\/shop\/web: status (?:DRAINING|INACTIVE)\nAsk who deleted it .*Create web in shop again/,
    );
  });
});
