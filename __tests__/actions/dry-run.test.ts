import { expect, test } from '@jest/globals';
import type { HttpPort } from '#base/network';
import { renderClosing } from '#report/render-terminal';
import { type ActionName, deploy, run, type With } from '../support/deploy.ts';
import { openShop, type Shop, type ShopOptions } from '../support/shop.ts';

interface Case {
  readonly name: string;
  readonly action: ActionName;
  readonly with: With;
  readonly before?: (shop: Shop) => unknown;
  /** Default `planned`. */
  readonly verdict?: string;
  /** What would be done, in order. */
  readonly steps: readonly string[];
  /** What the same inputs do without dry-run, in order, as the far end and the website get it. */
  readonly does: readonly string[];
}

const site = 'https://shop.example.com';
const shopOptions: ShopOptions = {
  services: ['web', 'api'],
  fates: { up: { kind: 'exits', code: 0, after: 5_000 } },
};
const released =
  (...services: readonly string[]) =>
  async (shop: Shop) => {
    for (const service of services) await deploy(shop, { service, image: 'v2' }, { run: { release: '770-1' } });
  };
const started = async (shop: Shop) => {
  await run(shop, 'register-and-deploy-task-def', { service: 'web', image: 'v2' }, { run: { release: '770-1' } });
};
const rows = (api = '') =>
  `[{ service: web, image: v2, order: 2, health-url: "${site}/web" }, { service: api, image: v2, order: 1${api} }]`;

const cases: readonly Case[] = [
  {
    name: 'a new image',
    action: 'deploy-ecs',
    with: { service: 'web', image: 'v2' },
    steps: ['web: register a new revision', 'web: move from web:1 to the new revision', 'follow web to the end'],
    does: ['RegisterTaskDefinition', 'UpdateService web'],
  },
  {
    name: 'everything at once, in waves',
    action: 'deploy-ecs',
    before: (shop) => shop.aws.rds.addInstance({ id: 'orders' }),
    with: {
      services: rows(),
      'snapshot-db-instance': 'orders',
      migrations: '[{ name: orders, service: web, command: up }]',
      'health-url': `${site}/all`,
    },
    steps: [
      'take the snapshot orders-9f3c2ab-777-1 of db-instance orders',
      'web: register a new revision',
      'api: register a new revision',
      'run the migration orders on web: up',
      'api: move from api:1 to the new revision',
      'follow api to the end',
      'web: move from web:1 to the new revision',
      'follow web to the end',
      `check ${site}/web`,
      `check ${site}/all`,
    ],
    does: [
      'CreateDBSnapshot',
      'RegisterTaskDefinition',
      'RegisterTaskDefinition',
      'RunTask',
      'UpdateService api',
      'UpdateService web',
      'GET /web',
      'GET /all',
    ],
  },
  {
    name: 'one service serves it already, the other is not waited for',
    action: 'deploy-ecs',
    before: released('web'),
    with: { services: rows(', wait: false') },
    steps: ['api: register a new revision', 'api: move from api:1 to the new revision', `check ${site}/web`],
    does: ['RegisterTaskDefinition', 'UpdateService api', 'GET /web'],
  },
  {
    name: 'nothing but a migration',
    action: 'deploy-ecs',
    before: released('web'),
    with: { service: 'web', image: 'v2', 'migration-command': 'up' },
    steps: ['run the migration web on web: up'],
    does: ['RunTask'],
  },
  {
    name: 'nothing at all',
    action: 'deploy-ecs',
    before: released('web'),
    with: { service: 'web', image: 'v2' },
    verdict: 'unchanged',
    steps: [],
    does: [],
  },
  {
    name: 'only the number of tasks',
    action: 'deploy-ecs',
    with: { service: 'web', 'desired-count': '3' },
    steps: ['web: update the service, which stays on web:1', 'follow web to the end'],
    does: ['UpdateService web'],
  },
  {
    name: 'while another one moves',
    action: 'deploy-ecs',
    before: started,
    with: { service: 'web', image: 'v3' },
    steps: [
      expect.stringMatching(/^web: wait for the end of the deployment of web:2 /) as unknown as string,
      'web: register a new revision',
      'web: move from web:1 to the new revision',
      'follow web to the end',
    ],
    does: ['RegisterTaskDefinition', 'UpdateService web'],
  },
  {
    name: 'and does not wait',
    action: 'register-and-deploy-task-def',
    with: { service: 'web', image: 'v2' },
    steps: ['web: register a new revision', 'web: move from web:1 to the new revision'],
    does: ['RegisterTaskDefinition', 'UpdateService web'],
  },
  {
    name: 'what was started before',
    action: 'wait-stable-and-healthcheck',
    before: started,
    with: { service: 'web', 'health-url': `${site}/all` },
    steps: ['follow web to the end', `check ${site}/all`],
    does: ['GET /all'],
  },
  {
    name: 'to the release before',
    action: 'rollback',
    before: released('web'),
    with: { service: 'web' },
    steps: ['web: move from web:2 to web:1', 'follow web to the end'],
    does: ['UpdateService web'],
  },
];

/** A run, and what it did in the order in which it was done. */
async function play(shop: Shop, { action, with: inputs }: Case, more: With = {}) {
  const asked: { at: number; what: string }[] = [];
  const http: HttpPort = async ({ url }) => {
    asked.push({ at: shop.clock.now(), what: `GET ${url.pathname}` });
    return { kind: 'answered', status: 200, headers: {}, body: '', tookMs: 5 };
  };
  const from = shop.aws.calls.length;
  const ran = await run(shop, action, { ...inputs, ...more }, { http });
  const calls = shop.aws.calls.slice(from).flatMap(({ at, operation, resource }) => {
    const name = operation.replace(/^\w+:/, '');
    if (!/^(Create|Register|Run|Update)/.test(name)) return [];
    return [{ at, what: name === 'UpdateService' ? `${name} ${resource.split('/').at(-1)}` : name }];
  });
  const done = [...calls, ...asked].toSorted((a, b) => a.at - b.at).map(({ what }) => what);
  return { ran, does: done.filter((what, at) => !what.startsWith('GET') || what !== done[at - 1]) };
}

test.each(cases)('$action, $name: says the steps in the order in which it does them', async (scene) => {
  const shop = await openShop(shopOptions);
  for (const name of ['web', 'api']) for (const tag of ['v2', 'v3']) shop.push(name, tag);
  await scene.before?.(shop);
  const { ran: plan, does } = await play(shop, scene, { 'dry-run': 'true' });
  const { verdict = 'planned', steps } = scene;
  expect({ verdict: plan.verdict, does, changed: plan.report.changed }).toEqual({ verdict, does: [], changed: false });
  const said = plan.report.timeline.map(({ row, what }) => (row === undefined ? what : `${row}: ${what}`));
  expect(said).toEqual(steps);
  const logged = plan.host.lines.flatMap((line) => /^ {2}(\d+)\. (.*)$/.exec(line)?.slice(1) ?? []);
  expect(logged).toEqual(said.flatMap((step, at) => [String(at + 1), step]));
  if (verdict === 'planned') expect(renderClosing(plan.report).at(-1)).toBe('→ run again without dry-run to do it');
  expect((await play(shop, scene)).does).toEqual(scene.does);
});
