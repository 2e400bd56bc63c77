import { expect, test } from '@jest/globals';
import { aheadCases, register } from '../cases/look-ahead.ts';
import { addBalancedService } from '../support/balanced-service.ts';
import { blobsOf } from '../support/blobs-of.ts';
import { deploy, type RunOptions, type With } from '../support/deploy.ts';
import { definition } from '../support/fill-shop.ts';
import { openShop, type Shop, type ShopOptions } from '../support/shop.ts';

const asked =
  /^(ecr:(BatchGetImage|GetDownloadUrlForLayer)|secretsmanager:DescribeSecret|ssm:DescribeParameters|logs:DescribeLogGroups|iam:GetRole|elasticloadbalancing:DescribeTargetGroups)$/;

async function open(options: ShopOptions = {}): Promise<Shop> {
  const shop = await openShop(options);
  shop.push('web', 'v2');
  return shop;
}

async function go(shop: Shop, inputs: With = {}, options: RunOptions = {}) {
  const before = shop.aws.calls.length;
  const ran = await deploy(shop, { service: 'web', image: 'v2', ...inputs }, { http: blobsOf(shop), ...options });
  const calls = shop.aws.calls.slice(before).map(({ operation }) => operation);
  return { ran, ahead: calls.filter((operation) => asked.test(operation)), calls };
}

/** Everything that is looked at ahead is new. */
const everything = {
  secrets: 'PASSWORD=arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf\nTOKEN=/shop/token',
  'task-role-arn': 'arn:aws:iam::111122223333:role/new',
};

test.each(aheadCases)('$name: $code before anything is written', async (row) => {
  const shop = await open(row.shop);
  await row.given?.(shop);
  const { ran } = await go(shop, row.with);
  expect([ran.verdict, ran.code, ran.writes, ran.report.changed]).toEqual(['failed', row.code, [], false]);
  expect(ran.report.diagnosis).toMatchObject({
    what: expect.stringContaining(row.what),
    fix: expect.stringContaining(row.fix),
  });
});

test.each(aheadCases)('$name: a dry-run says so, too', async (row) => {
  const shop = await open(row.shop);
  await row.given?.(shop);
  const { ran } = await go(shop, { ...row.with, 'dry-run': 'true' });
  expect([ran.verdict, ran.code]).toEqual(['failed', row.code]);
});

test('everything that is in the way is said at once, of all services', async () => {
  const shop = await open({ services: ['web', 'api'] });
  shop.aws.secrets.addSecret('other');
  shop.aws.ecr.build('shop/api', 'arm', { os: 'linux', architecture: 'arm64' });
  const services = [
    { service: 'web', image: 'v9', secrets: { A: '/shop/database' } },
    {
      service: 'api',
      image: 'arm',
      secrets: { PASSWORD: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:none' },
    },
  ];
  const { ran } = await go(shop, {
    service: '',
    image: '',
    services: JSON.stringify(services),
    'deployment-configuration': '{ minimumHealthyPercent: 100, maximumPercent: 100 }',
  });
  expect([ran.verdict, ran.code, ran.writes]).toEqual(['failed', 'image-not-found', []]);
  const { what = '', evidence = [] } = ran.report.diagnosis ?? {};
  const said = [what, ...evidence].join('\n');
  for (const part of [
    'shop/web:v9 does not exist',
    'service web: can neither stop a task nor start one',
    'is there for linux/arm64',
    'there is no secret none',
    'service api: can neither stop a task nor start one',
  ]) {
    expect(said).toContain(part);
  }
});

test('everything that is in the way of one service is printed, each with its fix', async () => {
  const shop = await open();
  shop.aws.secrets.addSecret('other');
  shop.aws.iam.addRole('other');
  const { ran } = await go(shop, everything);
  const lines = ran.host.lines.filter((line) => line.startsWith('FAIL  '));
  expect(lines).toEqual([
    expect.stringMatching(/^FAIL {2}secrets: container app, PASSWORD: there is no secret .* → Create /),
    expect.stringMatching(/^FAIL {2}trust: role .*\/new: does not exist: no task starts → Create role /),
  ]);
  expect(ran.report.diagnosis?.evidence).toEqual([lines[1]]);
});

test('of an image alone only the image is looked at; of what serves already, nothing', async () => {
  const shop = await open();
  shop.aws.ecr.build('shop/web', 'v3', { os: 'linux', architecture: 'amd64' });
  const first = await go(shop, { image: 'v3' });
  expect([first.ran.verdict, first.ahead]).toEqual(['succeeded', ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']]);
  const second = await go(shop, { image: 'v3' });
  expect([second.ran.verdict, second.ahead]).toEqual(['unchanged', []]);
  const third = await go(shop, { image: 'v3', 'desired-count': '3' });
  expect([third.ran.verdict, third.ahead]).toEqual(['succeeded', []]);
});

test('a hundred new parameters are asked for in two calls, and the one that is not there is found', async () => {
  const shop = await open();
  const names = Array.from({ length: 100 }, (_, at) => `/shop/p${at}`);
  for (const name of names.slice(0, 99)) shop.aws.parameters.addParameter(name);
  const { ran, ahead } = await go(shop, { secrets: names.map((name, at) => `P${at}=${name}`).join('\n') });
  expect([ran.code, ran.report.diagnosis?.what]).toEqual([
    'secret-unreadable',
    'container app, P99: there is no parameter /shop/p99',
  ]);
  expect(ahead.filter((operation) => operation === 'ssm:DescribeParameters')).toHaveLength(2);
});

test('a load balancer that sends to what serves is not looked at', async () => {
  const shop = await open({ services: [] });
  await addBalancedService(shop, { name: 'web' });
  shop.aws.ecr.build('shop/web', 'v3', { os: 'linux', architecture: 'amd64' });
  const { ran, ahead } = await go(shop, { image: 'v3' });
  expect([ran.verdict, ahead]).toEqual(['succeeded', ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']]);
});

test('other settings alone start nothing, so that no room is needed', async () => {
  const shop = await open();
  const configuration = '{ minimumHealthyPercent: 100, maximumPercent: 125 }';
  const { ran } = await go(shop, { image: '', 'desired-count': '3', 'deployment-configuration': configuration });
  expect(ran.verdict).toBe('succeeded');
  const forced = await go(shop, { image: '', 'force-new-deployment': 'true' });
  expect([forced.ran.code, forced.ran.writes]).toEqual(['deployment-stuck', []]);
});

test('where no task is wanted, none has to start', async () => {
  const shop = await open({ desired: 0 });
  shop.aws.iam.addRole('other');
  const { ran, ahead } = await go(shop, everything);
  expect([ran.verdict, ahead]).toEqual(['succeeded', []]);
});

test('where nothing runs yet, everything is new', async () => {
  const shop = await open({ desired: 0 });
  const { ran, ahead } = await go(shop, { image: 'v1', 'desired-count': '1' });
  expect(ran.verdict).toBe('succeeded');
  expect(new Set(ahead)).toEqual(
    new Set([
      'ecr:BatchGetImage',
      'ecr:GetDownloadUrlForLayer',
      'ssm:DescribeParameters',
      'logs:DescribeLogGroups',
      'iam:GetRole',
    ]),
  );
});

test('the same image on another processor is looked at again', async () => {
  const shop = await open({ serviceOptions: {} });
  shop.aws.ecr.build('shop/web', 'v3', { os: 'linux', architecture: 'amd64' });
  await go(shop, { image: 'v3' });
  await register(shop, (task) => ({
    ...task,
    runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
    containerDefinitions: definition('web', shop.image('web', 'v3')).containerDefinitions,
  }));
  const { ran } = await go(shop, { image: '', 'task-definition-arn': 'web' });
  expect([ran.code, ran.writes]).toEqual(['image-platform-mismatch', []]);
});

test.each([
  ['denied', { kind: 'deny' }],
  ['in trouble', { kind: 'server-error' }],
  ['throttled', { kind: 'throttle' }],
  ['a page of a proxy', { kind: 'html-error' }],
  ['refused in other words', { kind: 'error', code: 'Teapot', message: 'no', status: 418 }],
  ['cut in half', { kind: 'truncate' }],
  ['out of credentials', { kind: 'expired-token' }],
  ['slower than anybody waits for', { kind: 'latency', ms: 60_000 }],
] as const)(
  'what is %s is not looked at, without a word, and holds nothing up for longer than a second',
  async (_, fault) => {
    const usual = await go(await open(), everything);
    const shop = await open();
    shop.aws.faults.add({ operation: asked, do: fault });
    const { ran, ahead } = await go(shop, everything);
    expect([ran.verdict, ran.report.warnings]).toEqual(['succeeded', usual.ran.report.warnings]);
    expect(new Set(ahead)).toEqual(
      new Set(['ecr:BatchGetImage', 'secretsmanager:DescribeSecret', 'ssm:DescribeParameters', 'iam:GetRole']),
    );
    expect(ran.took - usual.ran.took).toBeLessThanOrEqual(1_000);
  },
);

test('twenty services with the same news ask for it once', async () => {
  const names = Array.from({ length: 20 }, (_, at) => `s${at}`);
  const shop = await open({ services: names });
  for (const name of names) shop.aws.ecr.build(`shop/${name}`, 'v2', { os: 'linux', architecture: 'amd64' });
  const services = JSON.stringify(names.map((service) => ({ service, image: 'v2' })));
  const { ran, ahead } = await go(shop, { service: '', image: '', services, ...everything });
  expect(ran.verdict).toBe('succeeded');
  const counts = Object.fromEntries([...Map.groupBy(ahead, (one) => one)].map(([one, all]) => [one, all.length]));
  expect(counts).toEqual({
    'ecr:BatchGetImage': 20,
    'ecr:GetDownloadUrlForLayer': 20,
    'secretsmanager:DescribeSecret': 1,
    'ssm:DescribeParameters': 1,
    'iam:GetRole': 1,
  });
});

test('a cancel while it looks ahead is a cancel, and nothing was written', async () => {
  const shop = await open();
  shop.aws.faults.add({ operation: asked, do: { kind: 'latency', ms: 60_000 } });
  const { ran } = await go(shop, everything, { cancelAfter: 500 });
  expect([ran.verdict, ran.writes]).toEqual(['cancelled', []]);
});
