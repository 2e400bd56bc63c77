import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { describe, expect, test } from '@jest/globals';
import type { FaultAction, FaultRule } from '../../../local-aws/faults/rules.ts';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import { error } from '../../../local-aws/texts.ts';
import { network, Stage } from '../ecs/stage.ts';

const SERVICES = 'ecs:DescribeServices';

async function faulty(rule: Partial<FaultRule> & { do: FaultAction }): Promise<Stage> {
  const stage = await new Stage().live('1');
  stage.aws.faults.add({ operation: SERVICES, ...rule });
  return stage;
}

describe('each fault as a client meets it', () => {
  const cases: readonly [string, FaultAction, object][] = [
    ['throttle', { kind: 'throttle' }, { name: 'ThrottlingException', message: error.throttled }],
    ['server error', { kind: 'server-error' }, { name: 'ServerException', $metadata: { httpStatusCode: 500 } }],
    ['bad gateway', { kind: 'server-error', status: 502 }, { $metadata: { httpStatusCode: 502 } }],
    ['HTML', { kind: 'html-error' }, { name: 'SyntaxError' }],
    ['dropped connection', { kind: 'drop-connection' }, { code: 'ECONNRESET' }],
    ['truncated answer', { kind: 'truncate' }, { code: 'ECONNRESET' }],
    ['expired token', { kind: 'expired-token' }, { name: 'ExpiredTokenException', message: error.expired }],
    [
      'denied',
      { kind: 'deny', principal: 'arn:aws:iam::1:user/u' },
      { name: 'AccessDeniedException', message: error.denied('arn:aws:iam::1:user/u', SERVICES, '*') },
    ],
    [
      'any other',
      { kind: 'error', code: 'ClusterNotFoundException', message: 'Cluster not found.' },
      { name: 'ClusterNotFoundException' },
    ],
  ];
  test.each(cases)('%s', async (_name, action, expected) => {
    const stage = await faulty({ do: action });
    await expect(stage.service()).rejects.toMatchObject(expected);
    expect(stage.aws.calls.at(-1)).toMatchObject({ operation: SERVICES, fault: action.kind });
  });
});

test.each([
  [{ cluster: 'demo', service: 'api' }, 'service/demo/api'],
  [{ cluster: 'arn:aws:ecs:eu-central-1:111122223333:cluster/demo', service: 'api' }, 'service/demo/api'],
  [{ service: 'api' }, 'service/default/api'],
  [{ service: 'arn:aws:ecs:eu-central-1:111122223333:service/x/web' }, 'service/x/web'],
])('a denied UpdateService names its service: %j', async (names, resource) => {
  const stage = await faulty({ operation: 'ecs:UpdateService', do: { kind: 'deny', principal: 'p' } });
  const taskDefinition = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/api:1';
  const arn = `arn:aws:ecs:eu-central-1:111122223333:${resource}`;
  await expect(stage.client.send(new UpdateServiceCommand({ taskDefinition, ...names }))).rejects.toMatchObject({
    message: error.denied('p', 'ecs:UpdateService', arn),
  });
});

test('a denied RegisterTaskDefinition names no resource, whatever its secrets and roles are', async () => {
  const stage = await faulty({ operation: 'ecs:RegisterTaskDefinition', do: { kind: 'deny', principal: 'p' } });
  const executionRoleArn = 'arn:aws:iam::111122223333:role/execution';
  const command = new RegisterTaskDefinitionCommand({ family: 'api', containerDefinitions: [], executionRoleArn });
  await expect(stage.client.send(command)).rejects.toMatchObject({
    message: error.denied('p', 'ecs:RegisterTaskDefinition', '*'),
  });
});

test('Query services get their own codes', async () => {
  const stage = new Stage();
  const rds = new RDSClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: inProcess(stage.aws, (work) => stage.clock.busy(work)),
  });
  for (const [action, name] of [
    [{ kind: 'throttle' }, 'Throttling'],
    [{ kind: 'deny' }, 'AccessDenied'],
    [{ kind: 'expired-token' }, 'ExpiredToken'],
  ] as const) {
    stage.aws.faults.clear();
    stage.aws.faults.add({ operation: /^rds:/, do: action });
    await expect(rds.send(new DescribeDBInstancesCommand({}))).rejects.toMatchObject({ name });
  }
});

describe('which calls a rule hits', () => {
  const at = Date.UTC(2026, 0, 5, 9, 5, 0);
  const cases: readonly [string, Partial<FaultRule>, readonly boolean[]][] = [
    ['every call', {}, [true, true, true, true]],
    ['the third', { nth: 3 }, [false, false, true, false]],
    ['every second', { every: 2 }, [false, true, false, true]],
    ['two times', { times: 2 }, [true, true, false, false]],
    ['in a span of time', { from: at + 10_000, until: at + 30_000 }, [false, true, true, false]],
    ['never by chance', { probability: 0 }, [false, false, false, false]],
    ['another operation', { operation: 'ecs:ListServices' }, [false, false, false, false]],
    ['an expression', { operation: /^ecs:Describe/ }, [true, true, true, true]],
    ['a body', { body: '"web"' }, [false, false, false, false]],
  ];
  test.each(cases)('%s', async (_name, rule, expected) => {
    const stage = await faulty({ ...rule, do: { kind: 'throttle' } });
    const hit: boolean[] = [];
    for (const _ of expected) {
      hit.push(
        await stage.service().then(
          () => false,
          () => true,
        ),
      );
      await stage.clock.advance(10_000);
    }
    expect(hit).toEqual(expected);
  });
});

test('a rule can be taken back', async () => {
  const stage = await new Stage().live('1');
  const takeBack = stage.aws.faults.add({ operation: SERVICES, do: { kind: 'throttle' } });
  await expect(stage.service()).rejects.toMatchObject({ name: 'ThrottlingException' });
  takeBack();
  await expect(stage.service()).resolves.toMatchObject({ serviceName: 'api' });
});

test('latency passes on the virtual clock; an abort and a time limit end the waiting', async () => {
  const stage = await faulty({ do: { kind: 'latency', ms: 5_000 } });
  const before = stage.clock.now();
  await stage.service();
  expect(stage.clock.now() - before).toBe(5_000);
  const command = new DescribeServicesCommand({ cluster: 'demo', services: ['api'] });
  const abort = new AbortController();
  const waiting = stage.client.send(command, { abortSignal: abort.signal });
  void stage.clock.sleep(1_000).then(() => abort.abort());
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  await expect(stage.client.send(command, { requestTimeout: 2_000 })).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('a lost answer is not a lost call', async () => {
  const stage = await new Stage().live('1');
  stage.aws.faults.add({ operation: 'ecs:UpdateService', do: { kind: 'drop-connection', after: true } });
  await expect(stage.update({ desiredCount: 3 })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await stage.service()).desiredCount).toBe(3);
});

test('a stale read is the answer from before', async () => {
  const stage = await faulty({ nth: 2, do: { kind: 'stale' } });
  const before = await stage.service();
  await stage.register('2');
  await stage.update({ taskDefinition: 'api:2' });
  expect(await stage.service()).toEqual(before);
  expect((await stage.service()).taskDefinition).toMatch(/:2$/);
});

test('a stale read of an age is the newest answer that is at least so old', async () => {
  const stage = await faulty({ nth: 3, do: { kind: 'stale', ms: 60_000 } });
  const first = await stage.service();
  await stage.clock.advance(50_000);
  await stage.update({ desiredCount: 5 });
  await stage.service();
  await stage.clock.advance(20_000);
  expect((await stage.service()).desiredCount).toBe(first.desiredCount);
});

test('a stale read is no older than it may be', async () => {
  const stage = await faulty({ do: { kind: 'stale', ms: 4_000, most: 10_000 } });
  await stage.service();
  await stage.update({ desiredCount: 5 });
  await stage.clock.advance(8_000);
  const seen = await stage.service();
  await stage.clock.advance(12_000);
  expect([seen.desiredCount, (await stage.service()).desiredCount]).toEqual([2, 5]);
});

test('a new task is MISSING once', async () => {
  const stage = await new Stage().live('1');
  stage.aws.faults.add({ operation: 'ecs:DescribeTasks', do: { kind: 'missing-once' } });
  const run = await stage.client.send(
    new RunTaskCommand({ cluster: 'demo', taskDefinition: 'api', networkConfiguration: network }),
  );
  const taskArn = run.tasks?.[0]?.taskArn ?? '';
  const look = () => stage.client.send(new DescribeTasksCommand({ cluster: 'demo', tasks: [taskArn] }));
  expect(await look()).toMatchObject({ tasks: [], failures: [{ arn: taskArn, reason: 'MISSING' }] });
  expect((await look()).tasks).toHaveLength(1);
});

test('what is named is MISSING as often as the rule says', async () => {
  const stage = await faulty({ every: 2, do: { kind: 'missing' } });
  const look = () => stage.client.send(new DescribeServicesCommand({ cluster: 'demo', services: ['api'] }));
  const seen = [await look(), await look(), await look(), await look()];
  expect(seen.map(({ services = [], failures = [] }) => [services.length, failures[0]?.reason])).toEqual([
    [1, undefined],
    [0, 'MISSING'],
    [1, undefined],
    [0, 'MISSING'],
  ]);
});

test('an exempt caller is neither disturbed nor counted', async () => {
  const stage = await faulty({ every: 2, except: 'AKIALOCAL', do: { kind: 'throttle' } });
  const others = inProcess(stage.aws, (work) => stage.clock.busy(work));
  const theirs = new ECSClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAOTHER', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: others,
  });
  const look = () => theirs.send(new DescribeServicesCommand({ cluster: 'demo', services: ['api'] }));
  await look();
  await stage.service();
  await stage.service();
  await expect(look()).rejects.toMatchObject({ name: 'ThrottlingException' });
});

test('calls are counted with their time and caller', async () => {
  const stage = await new Stage().open();
  await stage.client.send(new ListServicesCommand({ cluster: 'demo' }));
  expect(stage.aws.calls).toEqual([
    { operation: 'ecs:CreateCluster', at: stage.clock.now(), resource: 'demo', accessKey: 'AKIALOCAL', status: 200 },
    { operation: 'ecs:ListServices', at: stage.clock.now(), resource: 'demo', accessKey: 'AKIALOCAL', status: 200 },
  ]);
});
