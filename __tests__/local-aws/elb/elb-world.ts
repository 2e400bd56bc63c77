import { Readable } from 'node:stream';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type LocalClock, VirtualClock } from '../../../local-aws/clock.ts';
import { createElb, type Elb } from '../../../local-aws/elb/create-elb.ts';
import type { ElbOptions } from '../../../local-aws/elb/model.ts';
import { wire } from '../../../local-aws/wire.ts';
import type { World } from '../../../local-aws/world.ts';

export interface ElbWorld {
  readonly clock: VirtualClock;
  readonly world: World;
  readonly elb: Elb;
  readonly client: ElasticLoadBalancingV2Client;
}

export const worldOf = (clock: LocalClock): World => {
  let seed = 7;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  return { clock, account: '123456789012', region: 'eu-west-1', random, timeline: [] };
};

/** Load balancing alone, on virtual time, with the real client in front of it. */
export function elbWorld(options: ElbOptions = {}): ElbWorld {
  const clock = new VirtualClock();
  const world = worldOf(clock);
  const elb = createElb(world, { busy: (work) => clock.busy(work), ...options });
  return { clock, world, elb, client: clientOf(elb, world) };
}

/** The real client, without a socket. */
export function clientOf(elb: Elb, { account, region }: World): ElasticLoadBalancingV2Client {
  const handle = wire([elb.service], { account, region, requestId: () => '0' });
  return new ElasticLoadBalancingV2Client({
    region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: { method: string; path: string; headers: Record<string, string>; body: string }) => {
        const lower = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
        const answer = await handle({ ...request, headers: Object.fromEntries(lower) });
        return {
          response: { statusCode: answer.status, headers: answer.headers, body: Readable.from([answer.body]) },
        };
      },
    } as never,
  });
}

export interface Stage {
  readonly balancer: string;
  readonly group: string;
  readonly listener: string;
}

/** A load balancer with a listener and one group, which is checked every 10 s and drains for 30 s. */
export async function stage(
  client: ElasticLoadBalancingV2Client,
  more: Partial<CreateTargetGroupCommandInput> = {},
  delaySeconds = 30,
): Promise<Stage> {
  const made = await client.send(new CreateLoadBalancerCommand({ Name: 'web', Subnets: ['subnet-1', 'subnet-2'] }));
  const groups = await client.send(
    new CreateTargetGroupCommand({
      Name: 'web',
      Protocol: 'HTTP',
      Port: 8080,
      TargetType: 'ip',
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 10,
      HealthyThresholdCount: 3,
      UnhealthyThresholdCount: 2,
      ...more,
    }),
  );
  const balancer = made.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const group = groups.TargetGroups?.[0]?.TargetGroupArn ?? '';
  await client.send(
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn: group,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: String(delaySeconds) }],
    }),
  );
  const listeners = await client.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: group }],
    }),
  );
  return { balancer, group, listener: listeners.Listeners?.[0]?.ListenerArn ?? '' };
}
