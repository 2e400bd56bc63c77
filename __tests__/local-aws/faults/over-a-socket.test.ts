import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { realClock } from '../../../local-aws/clock.ts';
import type { FaultAction } from '../../../local-aws/faults/rules.ts';
import { createLocalAws } from '../../../local-aws/index.ts';
import type { Listening } from '../../../local-aws/listen.ts';

const aws = createLocalAws({ clock: realClock(1000) });
let server: Listening;

beforeAll(async () => {
  server = await aws.listen();
});

beforeEach(() => aws.faults.clear());

afterAll(async () => {
  await server.close();
  await aws.close();
});

const describeClusters = () =>
  new ECSClient({
    region: 'eu-central-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    maxAttempts: 1,
  }).send(new DescribeClustersCommand({ clusters: ['demo'] }));

test.each<[string, FaultAction, object]>([
  ['dropped connection', { kind: 'drop-connection' }, { message: expect.stringContaining('socket hang up') }],
  ['truncated answer', { kind: 'truncate', bytes: 5 }, { message: expect.stringContaining('aborted') }],
  ['throttle', { kind: 'throttle' }, { name: 'ThrottlingException' }],
])('%s', async (_name, action, expected) => {
  aws.faults.add({ operation: 'ecs:DescribeClusters', do: action });
  await expect(describeClusters()).rejects.toMatchObject(expected);
});

test('latency', async () => {
  aws.faults.add({ operation: 'ecs:DescribeClusters', do: { kind: 'latency', ms: 20_000 } });
  const before = aws.world.clock.now();
  await describeClusters();
  expect(aws.world.clock.now() - before).toBeGreaterThanOrEqual(20_000);
});
