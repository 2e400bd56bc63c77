import { expect, test } from '@jest/globals';
import { type ActionName, run } from '../support/deploy.ts';
import { openShop } from '../support/shop.ts';

const cases: readonly (readonly [ActionName, string, RegExp])[] = [
  ['rollback', '[{service: web, image: v2}]', /web: image means nothing here/],
  ['rollback', '[{service: web, command: x, desired-count: 2}]', /web: command, desired-count mean nothing here/],
  [
    'wait-stable-and-healthcheck',
    '[{service: web, environment-variables: {A: 1}}]',
    /web: environment-variables means/,
  ],
];

test.each(cases)('%s refuses what it would ignore: %s', async (action, services, says) => {
  const shop = await openShop();
  const before = shop.aws.calls.length;
  const ran = await run(shop, action, { services });
  expect([ran.verdict, ran.code, ran.writes]).toEqual(['failed', 'invalid-input', []]);
  expect(ran.report.diagnosis?.evidence.join('\n')).toMatch(says);
  expect(shop.aws.calls.length).toBe(before);
});
