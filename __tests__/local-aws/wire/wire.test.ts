import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRepositoryCommand, DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DescribeClustersCommand, ECSClient, ListServicesByNamespaceCommand } from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CopyDBSnapshotCommand,
  CreateDBSnapshotCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { realClock, VirtualClock } from '../../../local-aws/clock.ts';
import { createLocalAws, type LocalAws } from '../../../local-aws/index.ts';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import { readQuery } from '../../../local-aws/wire/read-query.ts';
import { writeQuery } from '../../../local-aws/wire/write-query.ts';

const credentials = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' };

/** Every client that is installed, over one way to local-aws. */
function clients(way: object) {
  const config = { region: 'eu-central-1', credentials, maxAttempts: 1, ...way };
  return {
    ecs: new ECSClient(config),
    ecr: new ECRClient(config),
    logs: new CloudWatchLogsClient(config),
    elb: new ElasticLoadBalancingV2Client(config),
    rds: new RDSClient(config),
    sts: new STSClient(config),
  };
}

describe.each(['in process', 'over a socket'])('%s', (kind) => {
  let aws: LocalAws;
  let call: ReturnType<typeof clients>;
  let close = async () => {};

  beforeAll(async () => {
    const virtual = new VirtualClock();
    aws = createLocalAws({ clock: kind === 'in process' ? virtual : realClock() });
    if (kind === 'in process') {
      call = clients({ requestHandler: inProcess(aws, (work) => virtual.busy(work)) });
    } else {
      const server = await aws.listen();
      call = clients({ endpoint: server.url });
      close = () => server.close();
    }
  });

  afterAll(async () => {
    await close();
    await aws.close();
  });

  test('JSON services answer', async () => {
    const clusters = await call.ecs.send(new DescribeClustersCommand({ clusters: ['none'] }));
    expect(clusters.failures?.[0]?.reason).toBe('MISSING');
    const repository = await call.ecr.send(new CreateRepositoryCommand({ repositoryName: 'api' }));
    expect(Math.abs(Number(repository.repository?.createdAt) - aws.world.clock.now())).toBeLessThan(10_000);
  });

  test('Query services answer, with lists and dates', async () => {
    const identity = await call.sts.send(new GetCallerIdentityCommand({}));
    expect(identity.Account).toBe('111122223333');
    aws.rds.addInstance({ id: `db-${kind.length}` });
    await call.rds.send(
      new CreateDBSnapshotCommand({
        DBInstanceIdentifier: `db-${kind.length}`,
        DBSnapshotIdentifier: 'before',
        Tags: [
          { Key: 'a', Value: '1 / 2' },
          { Key: 'b', Value: '' },
        ],
      }),
    );
    const { DBSnapshots = [] } = await call.rds.send(new DescribeDBSnapshotsCommand({}));
    expect(DBSnapshots).toHaveLength(1);
    expect(DBSnapshots[0]?.TagList).toEqual([
      { Key: 'a', Value: '1 / 2' },
      { Key: 'b', Value: '' },
    ]);
  });

  test.each<[string, (c: typeof call) => Promise<unknown>, object]>([
    [
      'JSON',
      ({ ecs }) => ecs.send(new ListServicesByNamespaceCommand({ namespace: 'a' })),
      { name: 'UnknownOperationException', message: 'local-aws does not have ecs:ListServicesByNamespace' },
    ],
    [
      'Query',
      ({ rds }) =>
        rds.send(new CopyDBSnapshotCommand({ SourceDBSnapshotIdentifier: 'a', TargetDBSnapshotIdentifier: 'b' })),
      { name: 'InvalidAction', message: 'local-aws does not have rds:CopyDBSnapshot' },
    ],
    [
      'ECR',
      ({ ecr }) => ecr.send(new DescribeImagesCommand({ repositoryName: 'none' })),
      { name: 'RepositoryNotFoundException' },
    ],
    [
      'Logs',
      ({ logs }) => logs.send(new GetLogEventsCommand({ logGroupName: 'none', logStreamName: 'none' })),
      { name: 'ResourceNotFoundException' },
    ],
    [
      'ELB',
      ({ elb }) => elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn:none' })),
      { name: 'TargetGroupNotFoundException' },
    ],
  ])('errors arrive by their names: %s', async (_name, send, expected) => {
    await expect(send(call)).rejects.toMatchObject(expected);
  });
});

test('a request for no known service says so', async () => {
  const aws = createLocalAws({ clock: new VirtualClock() });
  const response = await aws.handle({ method: 'GET', path: '/favicon.ico', headers: {}, body: '' });
  expect(response).toMatchObject({ status: 400, body: expect.stringContaining('does not have unknown:(none)') });
});

test.each([
  ['Tags.Tag.1.Key=a&Tags.Tag.1.Value=1&Tags.Tag.2.Key=b', { Tags: [{ Key: 'a', Value: '1' }, { Key: 'b' }] }],
  ['Targets.member.1.Id=i&Targets.member.1.Port=80', { Targets: [{ Id: 'i', Port: '80' }] }],
  ['Names.10=k&Names.2=b', { Names: ['b', 'k'] }],
  ['Filters.Filter.1.Name=n&Filters.Filter.1.Values.Value.1=v', { Filters: [{ Name: 'n', Values: ['v'] }] }],
  ['Tags=&DBInstanceIdentifier=', { Tags: [], DBInstanceIdentifier: '' }],
  ['Matcher.HttpCode=200', { Matcher: { HttpCode: '200' } }],
])('reads the query %s', (form, input) => {
  expect(readQuery(`Action=A&Version=1&${form}`)).toEqual(input);
});

test('writes XML that names entries as the service does', () => {
  const rds = writeQuery({ DBSnapshots: [{ A: 1 }] }, 'Op', { service: 'rds', namespace: 'urn:rds' }, 'id');
  expect(rds.body).toContain('<OpResult><DBSnapshots><DBSnapshot><A>1</A></DBSnapshot></DBSnapshots></OpResult>');
  const elb = writeQuery({ Tags: ['<'] }, 'Op', { service: 'elasticloadbalancing', namespace: 'urn:elb' }, 'id');
  expect(elb.body).toContain('<Tags><member>&lt;</member></Tags>');
});
