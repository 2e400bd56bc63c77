import { Readable } from 'node:stream';
import { type Aws, type AwsClient, awsClient } from '#aws/client';
import { connectElb, type Elb } from '#verification/elb-client';
import type { VirtualClock } from '../../../local-aws/clock.ts';
import { createElb } from '../../../local-aws/elb/create-elb.ts';
import { AwsFault } from '../../../local-aws/service.ts';
import { wire } from '../../../local-aws/wire.ts';
import type { TargetHealth, World } from '../../../local-aws/world.ts';
import { inProcessHost } from '../../support/host.ts';

export interface LoadBalanced {
  readonly elb: Elb;
  /** The group has a listener in front of it. */
  readonly group: string;
  /** Registers a target whose health checks end as `fate` says. */
  register(id: string, fate?: () => TargetHealth): void;
  deregister(id: string): void;
  /** Every call from now on ends with this error. */
  refuse(code: string, status: number): void;
}

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Elastic Load Balancing of local-aws behind our own client: one target group `web`, checked every 10 s. */
export async function loadBalanced(clock: VirtualClock): Promise<LoadBalanced> {
  const world: World = { clock, account: '123456789012', region: 'eu-west-1', random: () => 0.5, timeline: [] };
  const simulated = createElb(world);
  let refusal: AwsFault | undefined;
  const answering = wire([simulated.service], { account: world.account, region: world.region, requestId: () => '0' });
  const refusing = wire(
    [
      {
        ...simulated.service,
        operations: {
          DescribeTargetHealth: () => {
            throw refusal;
          },
        },
      },
    ],
    { account: world.account, region: world.region, requestId: () => '0' },
  );
  const handle = async (request: SdkRequest) => {
    const lower = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
    const far = refusal === undefined ? answering : refusing;
    const answer = await clock.busy(() => far({ ...request, headers: Object.fromEntries(lower) }));
    return { response: { statusCode: answer.status, headers: answer.headers, body: Readable.from([answer.body]) } };
  };
  const host = inProcessHost(clock, { network: { aws: { handle } } });
  const aws: Aws = { ...host, region: world.region, calls: new Map() };
  const elb = await connectElb(aws);
  const group = await createGroup(await connectOutside(aws));
  return {
    elb,
    group,
    register: (id, scripted) =>
      simulated.register(group, { id, port: 8080, ...(scripted === undefined ? {} : { scripted }) }, () => {}),
    deregister: (id) => simulated.deregister(group, { id, port: 8080 }, () => {}),
    refuse: (code, status) => {
      refusal = new AwsFault(code, `${code} of the test`, status);
    },
  };
}

type ElbSdk = typeof import('@aws-sdk/client-elastic-load-balancing-v2');

/** Elastic Load Balancing as others call it, with every operation. */
async function connectOutside(aws: Aws): Promise<AwsClient<ElbSdk>> {
  const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2');
  return awsClient<ElbSdk>(aws, 'elasticloadbalancing', sdk, sdk.ElasticLoadBalancingV2Client);
}

async function createGroup(elb: AwsClient<ElbSdk>): Promise<string> {
  const balancers = await elb.call('CreateLoadBalancer', { Name: 'web', Subnets: ['subnet-1', 'subnet-2'] });
  const groups = await elb.call('CreateTargetGroup', {
    Name: 'web',
    Protocol: 'HTTP',
    Port: 8080,
    TargetType: 'ip',
    HealthCheckIntervalSeconds: 10,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
  });
  const group = groups.TargetGroups?.[0]?.TargetGroupArn ?? '';
  await elb.call('CreateListener', {
    LoadBalancerArn: balancers.LoadBalancers?.[0]?.LoadBalancerArn ?? '',
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: group }],
  });
  return group;
}
