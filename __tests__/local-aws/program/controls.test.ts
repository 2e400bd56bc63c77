import { beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { withControls } from '../../../local-aws/control/with-controls.ts';
import { createLocalAws, type LocalAws } from '../../../local-aws/index.ts';
import type { WireResponse } from '../../../local-aws/service.ts';

let clock: VirtualClock;
let aws: LocalAws;
let handle: ReturnType<typeof withControls>;
beforeEach(() => {
  clock = new VirtualClock();
  aws = createLocalAws({ clock });
  handle = withControls(aws);
});

const control = async (method: string, path: string, body?: unknown): Promise<WireResponse & { json: unknown }> => {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const answer = await handle({ method, path: `/_local-aws/${path}`, headers: {}, body: text });
  return { ...answer, json: JSON.parse(answer.body) };
};
const ecs = (operation: string, input: object) =>
  handle({
    method: 'POST',
    path: '/',
    headers: {
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AK/20260101/eu-central-1/ecs/aws4_request, SignedHeaders=host, Signature=x',
    },
    body: JSON.stringify(input),
  });
const describeClusters = () => ecs('DescribeClusters', { clusters: ['demo'] });

describe('faults', () => {
  test.each([
    ['by name', { operation: 'ecs:DescribeClusters', do: { kind: 'throttle' } }],
    ['by an expression', { matching: '^ecs:Describe', do: { kind: 'throttle' } }],
    ['in a list', [{ operation: 'ecs:DescribeClusters', do: { kind: 'throttle' } }]],
  ])('%s hit until they are cleared', async (_name, rules) => {
    expect((await describeClusters()).status).toBe(200);
    expect(await control('POST', 'faults', rules)).toMatchObject({ status: 201, json: { ids: ['1'] } });
    expect((await describeClusters()).body).toContain('ThrottlingException');
    await control('DELETE', 'faults');
    expect((await describeClusters()).status).toBe(200);
  });

  test('one of several is taken back by its id', async () => {
    const rule = (code: string) => ({ operation: 'ecs:DescribeClusters', do: { kind: 'error', code, message: 'x' } });
    expect((await control('POST', 'faults', [rule('One'), rule('Two')])).json).toEqual({ ids: ['1', '2'] });
    expect((await control('DELETE', 'faults/1')).status).toBe(200);
    expect((await describeClusters()).body).toContain('Two');
    expect(await control('DELETE', 'faults/3')).toMatchObject({
      status: 404,
      json: { message: 'there is no fault 3' },
    });
  });

  test('counted: only the second call, and only twice in all', async () => {
    await control('POST', 'faults', { matching: '.', every: 2, times: 2, do: { kind: 'server-error', status: 503 } });
    const statuses: number[] = [];
    for (let call = 0; call < 7; call++) statuses.push((await describeClusters()).status);
    expect(statuses).toEqual([200, 503, 200, 503, 200, 200, 200]);
  });

  test.each([
    ['no kind', { operation: 'ecs:X', do: {} }, '0.do.kind: '],
    ['an unknown kind', { operation: 'ecs:X', do: { kind: 'explode' } }, '0.do.kind: '],
    ['an unknown member', { operation: 'ecs:X', evry: 2, do: { kind: 'throttle' } }, 'evry'],
    ['no operation', { do: { kind: 'throttle' } }, 'needs operation ("ecs:DescribeServices") or matching'],
    ['both', { operation: 'a', matching: 'b', do: { kind: 'throttle' } }, 'one of them'],
    ['a bad expression', { matching: '(', do: { kind: 'throttle' } }, 'Invalid regular expression'],
    ['a wrong status', { operation: 'a', do: { kind: 'server-error', status: 200 } }, '0.do.status: '],
    ['no JSON', '{', 'JSON'],
  ])('%s is a 400 with a sentence, and no rule', async (_name, rule, message) => {
    const answer = await control('POST', 'faults', rule);
    expect(answer.status).toBe(400);
    expect((answer.json as { message: string }).message).toContain(message);
    expect((await describeClusters()).status).toBe(200);
  });
});

test('calls are listed with time and resource, and can be narrowed', async () => {
  await describeClusters();
  await clock.advance(5_000);
  await ecs('DescribeServices', { cluster: 'demo', services: ['web', 'api'] });
  const { calls } = (await control('GET', 'calls')).json as { calls: Record<string, unknown>[] };
  expect(calls).toHaveLength(2);
  expect(calls[1]).toEqual({
    at: clock.now(),
    time: new Date(clock.now()).toISOString(),
    service: 'ecs',
    operation: 'DescribeServices',
    resource: 'web,api',
    accessKey: 'AK',
    status: 400,
  });
  expect((await control('GET', `calls?since=${clock.now()}`)).json).toMatchObject({ calls: [{ resource: 'web,api' }] });
  expect((await control('GET', 'calls?operation=ecs:DescribeClusters')).json).toMatchObject({
    calls: [{ resource: 'demo' }],
  });
});

test('alarms, secrets and capacity are set from outside', async () => {
  await control('POST', 'alarms', { name: 'errors', state: 'ALARM' });
  expect(aws.alarms.isRed('errors')).toBe(true);
  await control('POST', 'alarms', { name: 'errors', state: 'OK' });
  expect(aws.alarms.isRed('errors')).toBe(false);
  await control('POST', 'secrets', { valueFrom: 'arn:x', value: 'postgres://' });
  expect(aws.ecs.state.secrets.get('arn:x')).toBe('postgres://');
  await control('POST', 'capacity', { reason: 'none left' });
  expect(aws.ecs.state.capacity).toEqual({ reason: 'none left' });
  await control('POST', 'capacity', { reason: null });
  expect(aws.ecs.state.capacity).toEqual({});
});

test.each([
  ['POST', 'alarms', { name: 'errors', state: 'RED' }, 400, 'state'],
  ['POST', 'secrets', { value: 'x' }, 400, 'valueFrom'],
  ['GET', 'faults', undefined, 404, 'no such control: GET faults'],
  ['POST', 'nothing', {}, 404, 'no such control: POST nothing'],
])('%s %s %j', async (method, path, body, status, message) => {
  const answer = await control(method, path, body);
  expect([answer.status, (answer.json as { message: string }).message]).toEqual([
    status,
    expect.stringContaining(message),
  ]);
});
