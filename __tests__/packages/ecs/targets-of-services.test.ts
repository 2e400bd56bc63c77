import { Readable } from 'node:stream';
import type { Service, Task } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { targetsOfServices } from '#ecs/follow/targets-of-services';
import { Stage } from '../../local-aws/ecs/stage.ts';
import { connectTo, partFrom, revisionOfApi } from './watch-stage.ts';

// Which services have targets, and which tasks are the ones that a load balancer must call healthy.

const group = (name: string) => ({ targetGroupArn: `arn:targetgroup/${name}` });
const moved = { advancedConfiguration: { alternateTargetGroupArn: 'arn:targetgroup/green' } };

interface World {
  readonly services?: readonly Service[];
  /** Operations that are denied. */
  readonly denied?: readonly string[];
  readonly listed?: readonly string[];
  readonly tasks?: readonly Task[];
}

/** AWS as it answers on the wire. */
function far({ services = [], denied = [], listed = [], tasks = [] }: World) {
  const asked: { operation: string; input: Readonly<Record<string, unknown>> }[] = [];
  const answer = (operation: string, input: Readonly<Record<string, unknown>>) => {
    asked.push({ operation, input });
    if (denied.includes(operation)) return [400, { __type: 'AccessDeniedException', message: 'no' }] as const;
    if (operation === 'ListTasks') {
      const from = Number(input.nextToken ?? 0);
      const more = from + 100 < listed.length ? { nextToken: String(from + 100) } : {};
      return [200, { taskArns: listed.slice(from, from + 100), ...more }] as const;
    }
    if (operation === 'DescribeTasks') {
      return [200, { tasks: tasks.filter((_, at) => (input.tasks as string[]).includes(String(at))) }] as const;
    }
    const names = input.services as string[];
    return [
      200,
      {
        services: services.filter(
          ({ serviceName = '', serviceArn = '' }) => names.includes(serviceName) || names.includes(serviceArn),
        ),
      },
    ] as const;
  };
  const handle = async ({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) => {
    const [statusCode, json] = answer(
      headers['x-amz-target']?.split('.').at(-1) ?? '',
      JSON.parse(new TextDecoder().decode(body)),
    );
    return { response: { statusCode, headers: {}, body: Readable.from([JSON.stringify(json)]) } };
  };
  const aws = { ...connectTo(new Stage()), network: { aws: { handle } } };
  return { aws, asked };
}
const named = (...rows: string[]) => rows.map((row) => ({ row, place: 'demo' }));

describe('rows that have targets', () => {
  test.each<readonly [string, Service, string, readonly string[]]>([
    ['by name', { serviceName: 'api', loadBalancers: [group('a')] }, 'api', ['api']],
    ['by ARN', { serviceName: 'api', serviceArn: 'arn:api', loadBalancers: [group('a')] }, 'arn:api', ['arn:api']],
    ['no load balancer is named', { serviceName: 'api' }, 'api', []],
    ['none', { serviceName: 'api', loadBalancers: [] }, 'api', []],
    ['a Classic Load Balancer', { serviceName: 'api', loadBalancers: [{ loadBalancerName: 'old' }] }, 'api', []],
    ['blue/green', { serviceName: 'api', loadBalancers: [{ ...group('a'), ...moved }] }, 'api', []],
    [
      'another than was asked for',
      { serviceName: 'web', serviceArn: 'api', loadBalancers: [group('a')] },
      'api',
      ['api'],
    ],
  ])('%s', async (_name, service, row, rows) => {
    const { aws } = far({ services: [service] });
    expect(await targetsOfServices(aws, named(row)).rows()).toEqual(rows);
  });

  test('ten are read in a call, each cluster by itself', async () => {
    const rows = Array.from({ length: 11 }, (_, at) => `api-${at}`);
    const services = [...rows, 'web'].map((serviceName) => ({ serviceName, loadBalancers: [group('a')] }));
    const { aws, asked } = far({ services });
    const targets = targetsOfServices(aws, [...named(...rows), { row: 'web', place: 'other' }]);
    expect(await targets.rows()).toEqual([...rows, 'web']);
    expect(asked.map(({ input }) => [input.cluster, (input.services as string[]).length])).toEqual([
      ['demo', 10],
      ['demo', 1],
      ['other', 1],
    ]);
  });

  test('what may not be read has none, which others will say', async () => {
    const { aws } = far({ denied: ['DescribeServices'] });
    expect(await targetsOfServices(aws, named('api')).rows()).toEqual([]);
  });

  test('a cancel is thrown', async () => {
    const { aws } = far({});
    aws.abort.abort(new Error('SIGINT'));
    await expect(targetsOfServices(aws, named('api')).rows()).rejects.toThrow('SIGINT');
  });
});

describe('addresses of the tasks that run the revision', () => {
  const part = partFrom(0);
  const signal = new AbortController().signal;
  const at = (address: string, more: Task = {}): Task => ({
    taskDefinitionArn: part.to.id,
    lastStatus: 'RUNNING',
    attachments: [
      { type: 'ServiceConnect', details: [{ name: 'privateIPv4Address', value: '0.0.0.0' }] },
      {
        type: 'ElasticNetworkInterface',
        details: [
          { name: 'subnetId', value: 'subnet-1' },
          { name: 'privateIPv4Address', value: address },
        ],
      },
    ],
    ...more,
  });
  const api: Service = { serviceName: 'api', loadBalancers: [group('a'), group('b'), { ...group('c'), ...moved }] };

  const many = Array.from({ length: 101 }, (_, index) => `10.0.1.${index}`);
  test.each<readonly [string, readonly Task[], readonly string[]]>([
    ['of many', many.map((address) => at(address)), many],
    ['of all', [at('10.0.0.1'), at('10.0.0.2')], ['10.0.0.1', '10.0.0.2']],
    ['not of another revision', [at('10.0.0.1', { taskDefinitionArn: revisionOfApi(1).id })], []],
    ['not of one that ends', [at('10.0.0.1', { lastStatus: 'DEPROVISIONING' }), at('10.0.0.2')], ['10.0.0.2']],
    [
      'not of one without an interface of its own',
      [at('', { attachments: [] }), { ...at(''), attachments: undefined }],
      [],
    ],
  ])('%s', async (_name, tasks, ids) => {
    const { aws } = far({ services: [api], listed: tasks.map((_, index) => String(index)), tasks });
    const targets = targetsOfServices(aws, named('api'));
    await targets.rows();
    expect(await targets.wanted(part, signal)).toEqual(
      (ids.length === 0 ? [] : ['arn:targetgroup/a', 'arn:targetgroup/b']).map((one) => ({ group: one, ids })),
    );
  });

  test('where nothing runs, nothing is asked for', async () => {
    const { aws, asked } = far({ services: [api] });
    const targets = targetsOfServices(aws, named('api'));
    await targets.rows();
    expect(await targets.wanted(part, signal)).toEqual([]);
    expect(asked.map(({ operation }) => operation)).toEqual(['DescribeServices', 'ListTasks']);
  });

  test('who may not list them is told', async () => {
    const { aws } = far({ denied: ['ListTasks'] });
    await expect(targetsOfServices(aws, named('api')).wanted(part, signal)).rejects.toMatchObject({ kind: 'denied' });
  });
});
