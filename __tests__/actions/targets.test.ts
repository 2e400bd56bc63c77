import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from '@jest/globals';
import type { HttpPort } from '#base/network';
import { inProcess } from '../../local-aws/sdk-transport.ts';
import { deploy, run } from '../support/deploy.ts';
import { openShop, type Shop, type ShopOptions } from '../support/shop.ts';

const good: HttpPort = async () => ({ kind: 'answered', status: 200, headers: {}, body: '', tookMs: 5 });
const wait = { service: 'web', 'health-url': 'https://shop.example.com/health' };
const inputs = (shop: Shop) => ({ ...wait, image: shop.image('web', 'v2') });

/** A shop whose service is behind a target group. */
async function balanced(options: ShopOptions = {}): Promise<Shop> {
  const shop = await openShop(options);
  const elb = new ElasticLoadBalancingV2Client({
    region: shop.aws.world.region,
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    requestHandler: inProcess(shop.aws, (work) => shop.clock.busy(work)),
  });
  const { LoadBalancers: [balancer] = [] } = await elb.send(new CreateLoadBalancerCommand({ Name: 'shop' }));
  const { TargetGroups: [group] = [] } = await elb.send(
    new CreateTargetGroupCommand({ Name: 'web', Protocol: 'HTTP', Port: 8080, VpcId: 'vpc-1', TargetType: 'ip' }),
  );
  const { TargetGroupArn: targetGroupArn } = group ?? {};
  await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer?.LoadBalancerArn,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  await shop.ecs.call('UpdateService', {
    cluster: 'shop',
    service: 'web',
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 8080 }],
  });
  await shop.clock.advance(600_000);
  shop.push('web', 'v2');
  return shop;
}

test('the targets of the new tasks are looked at before the health URL', async () => {
  const shop = await balanced();
  const ran = await deploy(shop, inputs(shop), { http: good });
  expect(ran.verdict).toBe('succeeded');
  expect(ran.report.rows[0]?.health).toMatch(/2\/2 running · 2 of 2 targets healthy · 200 OK/);
});

test('targets that turned bad after the rollout are found, in the words of the load balancer', async () => {
  // Within its grace period ECS does not replace what fails its health checks.
  const shop = await balanced({
    fates: { v1: { kind: 'runs', failsAfter: 600_000 } },
    serviceOptions: { healthCheckGracePeriodSeconds: 86_400 },
  });
  await shop.clock.advance(300_000);
  const ran = await run(shop, 'wait-stable-and-healthcheck', wait, { http: good });
  expect([ran.verdict, ran.code]).toEqual(['failed', 'target-unhealthy']);
  expect(ran.report.diagnosis?.what).toMatch(/2 of 2 targets of web are not healthy: .*Target\.FailedHealthChecks/);
});

test('who may not look at targets is warned, with the permission that is missing', async () => {
  const shop = await balanced();
  shop.aws.faults.add({ operation: 'elasticloadbalancing:DescribeTargetHealth', do: { kind: 'deny' } });
  const ran = await deploy(shop, inputs(shop), { http: good });
  expect(ran.verdict).toBe('succeeded');
  expect(ran.report.warnings.join('\n')).toContain('elasticloadbalancing:DescribeTargetHealth');
});

test('a service without a load balancer has no targets to look at', async () => {
  const shop = await openShop();
  shop.push('web', 'v2');
  const ran = await deploy(shop, inputs(shop), { http: good });
  expect(ran.report.rows[0]?.health).not.toContain('target');
});
