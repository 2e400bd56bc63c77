import { describe, expect, test } from '@jest/globals';
import { renderClosing } from '#report/render-terminal';
import { deploy, die, finish, type Ran, recordOn, revisionsOf, run } from '../support/deploy.ts';
import type { Interruption } from '../support/interrupted-aws.ts';
import { openShop, type Shop } from '../support/shop.ts';

// Steps that start a deployment and do not follow it, and steps that follow what another has started: nobody undoes
// them after a cancel, and nobody writes a record on GitHub. What they say of it has to be true all the same.

const both = '[{ service: web, image: v2 }, { service: api, image: v2 }]';
const recordOf = (shop: Shop, service: string) =>
  revisionsOf(shop, service) > 1 ? recordOn(shop, `${service}:2`).state : undefined;
const lastOf = (report: Ran['report'] | undefined) => (report === undefined ? undefined : renderClosing(report).at(-1));

/** What runs of the two services in the end, and what their records say. */
const left = (shop: Shop) => ({
  serves: [shop.state('web').primary, shop.state('api').primary],
  records: [recordOf(shop, 'web'), recordOf(shop, 'api')],
});

interface Moment {
  readonly at: Interruption;
  readonly main: RegExp;
  readonly post?: RegExp;
  /** Of main; default `cancelled`. The last answer of all may come before the cancel is seen. */
  readonly verdict?: 'started';
  readonly serves: readonly [string, string];
  readonly records: readonly [string | undefined, string | undefined];
}

const untouched = ['web:1', 'api:1'] as const;
const moments: readonly Moment[] = [
  {
    at: { operation: 'DescribeServices', when: 'before' },
    main: /no traffic was moved/,
    serves: untouched,
    records: [undefined, undefined],
  },
  {
    at: { operation: 'RegisterTaskDefinition', when: 'after' },
    main: /no traffic was moved/,
    serves: untouched,
    records: ['skipped', undefined],
  },
  {
    at: { operation: 'RegisterTaskDefinition', when: 'after', nth: 2 },
    main: /no traffic was moved/,
    serves: untouched,
    records: ['skipped', 'skipped'],
  },
  {
    at: { operation: 'UpdateService', when: 'before' },
    main: /the post step of this job looks whether web was started/,
    post: /no traffic was moved/,
    serves: untouched,
    records: ['skipped', 'skipped'],
  },
  {
    at: { operation: 'UpdateService', when: 'after' },
    main: /^→ web left as it is .* release-id 777-1 follows it/,
    serves: ['web:2', 'api:1'],
    records: ['started', 'skipped'],
  },
  {
    at: { operation: 'UpdateService', when: 'before', nth: 2 },
    main: /the post step of this job looks whether api was started/,
    post: /no traffic was moved/,
    serves: ['web:2', 'api:1'],
    records: ['started', 'skipped'],
  },
  {
    at: { operation: 'UpdateService', when: 'after', nth: 2 },
    main: /^→ wait-stable-and-healthcheck with release-id 777-1 follows it/,
    verdict: 'started',
    serves: ['web:2', 'api:2'],
    records: ['started', 'started'],
  },
];

describe('register-and-deploy-task-def, cancelled', () => {
  test.each(moments)('$at.when $at.operation: main and post say what is true', async (scene) => {
    const shop = await openShop({ services: ['web', 'api'] });
    for (const name of ['web', 'api']) shop.push(name, 'v2');
    const ran = await run(shop, 'register-and-deploy-task-def', { services: both }, { cancelAt: scene.at });
    expect({ verdict: ran.verdict, last: lastOf(ran.report) }).toEqual({
      verdict: scene.verdict ?? 'cancelled',
      last: expect.stringMatching(scene.main),
    });
    const post = await finish(shop, ran);
    expect(lastOf(post)).toEqual(scene.post === undefined ? undefined : expect.stringMatching(scene.post));
    await shop.clock.advance(300_000);
    expect(left(shop)).toEqual({ serves: scene.serves, records: scene.records });
  });
});

const killed: readonly (Pick<Moment, 'at' | 'serves' | 'records' | 'post'> & { readonly next?: 'unchanged' })[] = [
  { at: { operation: 'RegisterTaskDefinition', when: 'after' }, serves: untouched, records: ['open', undefined] },
  {
    at: { operation: 'UpdateService', when: 'before' },
    post: /no traffic was moved/,
    serves: untouched,
    records: ['skipped', 'skipped'],
  },
  {
    at: { operation: 'UpdateService', when: 'after' },
    post: /^→ web left as it is/,
    serves: ['web:2', 'api:1'],
    records: ['cancelled', 'skipped'],
  },
  {
    at: { operation: 'TagResource', when: 'before' },
    post: /^→ wait-stable-and-healthcheck with release-id 777-1 follows it/,
    serves: ['web:2', 'api:2'],
    records: ['started', 'started'],
    // Its record is what it would have been: there is nothing to make good.
    next: 'unchanged',
  },
];

describe('register-and-deploy-task-def, killed with the signal', () => {
  test.each(killed)(
    '$at.when $at.operation: post and the next run make it good',
    async ({ at, post, serves, records, next: again = 'succeeded' }) => {
      const shop = await openShop({ services: ['web', 'api'] });
      for (const name of ['web', 'api']) shop.push(name, 'v2');
      const ran = await run(shop, 'register-and-deploy-task-def', { services: both }, { cancelAt: at, killed: true });
      const said = lastOf(await finish(shop, ran));
      expect(said).toEqual(post === undefined ? undefined : expect.stringMatching(post));
      await shop.clock.advance(300_000);
      expect(left(shop)).toEqual({ serves, records });
      const next = await deploy(shop, { services: both }, { run: { release: '778-1' } });
      expect([next.verdict, left(shop)]).toEqual([
        again,
        { serves: ['web:2', 'api:2'], records: again === 'unchanged' ? records : ['succeeded', 'succeeded'] },
      ]);
    },
  );
});

const following: readonly Interruption[] = [
  { operation: 'DescribeServices', when: 'before' },
  { operation: 'DescribeServiceDeployments', when: 'before', nth: 3 },
  { operation: 'TagResource', when: 'before' },
];

describe.each(['leave', 'rollback'] as const)('wait-stable-and-healthcheck dies with on-cancel: %s', (onCancel) => {
  test.each(following)('$when $operation: the deployment goes on, and another wait tells its end', async (at) => {
    const shop = await openShop();
    shop.push('web', 'v2');
    await run(shop, 'register-and-deploy-task-def', { service: 'web', image: 'v2' });
    await die(shop, { service: 'web', 'release-id': '777-1', 'on-cancel': onCancel }, at, {
      action: 'wait-stable-and-healthcheck',
    });
    await shop.clock.advance(300_000);
    expect(shop.state('web')).toMatchObject({ primary: 'web:2', rollout: 'COMPLETED' });
    const again = await run(shop, 'wait-stable-and-healthcheck', { service: 'web', 'release-id': '777-1' });
    expect([again.verdict, recordOn(shop, 'web:2').state]).toEqual(['succeeded', 'succeeded']);
  });
});
