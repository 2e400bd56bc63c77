import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { cluster, definition, type Shop } from './shop.ts';

export interface Balanced {
  /** Default: `lb`. */
  readonly name?: string;
  readonly group?: Partial<CreateTargetGroupCommandInput>;
  readonly graceSeconds?: number;
  readonly balancer?: Partial<CreateLoadBalancerCommandInput>;
}

/** A service in the shop behind a load balancer and a target group called `lb`. */
export async function addBalancedService(
  shop: Shop,
  { name = 'lb', group = {}, graceSeconds = 60, balancer: more = {} }: Balanced = {},
): Promise<void> {
  const client = clientOf(shop);
  const { LoadBalancers: [balancer] = [] } = await client.send(new CreateLoadBalancerCommand({ Name: 'lb', ...more }));
  const wanted = { Name: 'lb', Protocol: 'HTTP', Port: 8080, VpcId: 'vpc-1', TargetType: 'ip', ...group } as const;
  const { TargetGroups: [created] = [] } = await client.send(new CreateTargetGroupCommand(wanted));
  const TargetGroupArn = created?.TargetGroupArn ?? '';
  await client.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer?.LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  await addServing(shop, name, {
    healthCheckGracePeriodSeconds: graceSeconds,
    loadBalancers: [{ targetGroupArn: TargetGroupArn, containerName: 'app', containerPort: 8080 }],
  });
}

/** A service of one task in the shop, as `more` says, until it serves `v2`. */
export async function addServing(shop: Shop, name: string, more: Partial<CreateServiceCommandInput>): Promise<void> {
  await shop.ecs.call('RegisterTaskDefinition', definition(name, shop.push(name, 'v2')));
  await shop.ecs.call('CreateService', {
    cluster,
    serviceName: name,
    taskDefinition: name,
    desiredCount: 1,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
    ...more,
  });
  await shop.clock.advance(180_000);
}

/** Deletes the load balancers of the shop with their listeners; target groups stay. */
export async function deleteBalancer(shop: Shop): Promise<void> {
  const client = clientOf(shop);
  const { LoadBalancers = [] } = await client.send(new DescribeLoadBalancersCommand({}));
  for (const { LoadBalancerArn } of LoadBalancers)
    await client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
}

const clientOf = (shop: Shop) =>
  new ElasticLoadBalancingV2Client({
    region: shop.aws.world.region,
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    requestHandler: shop.host().network.aws as never,
  });
