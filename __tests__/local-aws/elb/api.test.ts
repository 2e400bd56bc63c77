import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from '@jest/globals';
import { elbWorld, type Stage, stage } from './elb-world.ts';

test('what is created is described in full', async () => {
  const { client, elb } = elbWorld();
  const { balancer, group, listener } = await stage(client);

  const balancers = await client.send(new DescribeLoadBalancersCommand({ Names: ['web'] }));
  expect(balancers.LoadBalancers).toEqual([
    expect.objectContaining({
      LoadBalancerArn: balancer,
      State: { Code: 'active' },
      Type: 'application',
      CreatedTime: new Date(Date.UTC(2026, 0, 5, 9)),
      DNSName: expect.stringMatching(/^web-\d+\.eu-west-1\.elb\.amazonaws\.com$/),
      AvailabilityZones: [
        { ZoneName: 'eu-west-1a', SubnetId: 'subnet-1' },
        { ZoneName: 'eu-west-1b', SubnetId: 'subnet-2' },
      ],
    }),
  ]);
  expect(balancer).toMatch(
    /^arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer\/app\/web\/[0-9a-f]{16}$/,
  );

  const groups = await client.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: balancer }));
  expect(groups.TargetGroups).toEqual([
    expect.objectContaining({
      TargetGroupArn: group,
      Port: 8080,
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 10,
      HealthCheckEnabled: true,
      Matcher: { HttpCode: '200' },
      LoadBalancerArns: [balancer],
    }),
  ]);
  expect(elb.exists(group)).toBe(true);
  expect(elb.inUse(group)).toBe(true);
  expect(elb.exists(`${group}0`)).toBe(false);

  const attributes = await client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: group }));
  expect(attributes.Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '30' });

  const rules = await client.send(new DescribeRulesCommand({ ListenerArn: listener }));
  expect(rules.Rules).toEqual([
    expect.objectContaining({
      IsDefault: true,
      Priority: 'default',
      Actions: [expect.objectContaining({ TargetGroupArn: group })],
    }),
  ]);
  const byArn = await client.send(new DescribeRulesCommand({ RuleArns: [rules.Rules?.[0]?.RuleArn ?? ''] }));
  expect(byArn.Rules).toEqual(rules.Rules);
});

test('what is changed is described as changed; the same thing created again is the same thing', async () => {
  const { client } = elbWorld();
  const { balancer, group, listener } = await stage(client);
  const changed = await client.send(
    new ModifyTargetGroupCommand({
      TargetGroupArn: group,
      HealthCheckTimeoutSeconds: 4,
      Matcher: { HttpCode: '200-299' },
    }),
  );
  expect(changed.TargetGroups?.[0]).toMatchObject({ HealthCheckTimeoutSeconds: 4, Matcher: { HttpCode: '200-299' } });

  const other = await client.send(new CreateTargetGroupCommand({ Name: 'green', Port: 8080, Protocol: 'HTTP' }));
  const again = await client.send(new CreateTargetGroupCommand({ Name: 'green', Port: 8080, Protocol: 'HTTP' }));
  expect(again.TargetGroups).toEqual(other.TargetGroups);
  const green = other.TargetGroups?.[0]?.TargetGroupArn ?? '';
  const weighted = [
    { TargetGroupArn: group, Weight: 90 },
    { TargetGroupArn: green, Weight: 10 },
  ];
  await client.send(
    new ModifyListenerCommand({
      ListenerArn: listener,
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: weighted } }],
    }),
  );
  const listeners = await client.send(new DescribeListenersCommand({ LoadBalancerArn: balancer }));
  expect(listeners.Listeners?.[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups).toEqual(weighted);

  await client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: balancer }));
  await client.send(new DeleteTargetGroupCommand({ TargetGroupArn: green }));
  expect((await client.send(new DescribeTargetGroupsCommand({}))).TargetGroups).toHaveLength(1);
  expect((await client.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
});

describe('errors carry AWS’s codes', () => {
  type Call = (client: ElasticLoadBalancingV2Client, at: Stage) => Promise<unknown>;
  const forward = (TargetGroupArn: string) => [{ Type: 'forward' as const, TargetGroupArn }];
  const cases: [string, Call, string][] = [
    [
      'an unknown group',
      (c) => c.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn:x' })),
      'TargetGroupNotFound',
    ],
    ['an unknown group name', (c) => c.send(new DescribeTargetGroupsCommand({ Names: ['no'] })), 'TargetGroupNotFound'],
    ['an unknown balancer', (c) => c.send(new DescribeLoadBalancersCommand({ Names: ['no'] })), 'LoadBalancerNotFound'],
    ['an unknown listener', (c) => c.send(new DeleteListenerCommand({ ListenerArn: 'arn:x' })), 'ListenerNotFound'],
    ['an unknown rule', (c) => c.send(new DescribeRulesCommand({ RuleArns: ['arn:x'] })), 'RuleNotFound'],
    [
      'a name taken by another group',
      (c) => c.send(new CreateTargetGroupCommand({ Name: 'web', Port: 1, Protocol: 'HTTP' })),
      'DuplicateTargetGroupName',
    ],
    [
      'a name taken by another balancer',
      (c) => c.send(new CreateLoadBalancerCommand({ Name: 'web', Scheme: 'internal' })),
      'DuplicateLoadBalancerName',
    ],
    [
      'a port taken',
      (c, at) =>
        c.send(
          new CreateListenerCommand({ LoadBalancerArn: at.balancer, Port: 80, DefaultActions: forward(at.group) }),
        ),
      'DuplicateListener',
    ],
    [
      'a listener to nowhere',
      (c, at) =>
        c.send(new CreateListenerCommand({ LoadBalancerArn: at.balancer, Port: 81, DefaultActions: forward('arn:x') })),
      'TargetGroupNotFound',
    ],
    [
      'a listener without an action',
      (c, at) => c.send(new CreateListenerCommand({ LoadBalancerArn: at.balancer, Port: 81, DefaultActions: [] })),
      'ValidationError',
    ],
    [
      'an action that is not simulated',
      (c, at) =>
        c.send(
          new ModifyListenerCommand({ ListenerArn: at.listener, DefaultActions: [{ Type: 'authenticate-oidc' }] }),
        ),
      'InvalidConfigurationRequest',
    ],
    ['a group in use', (c, at) => c.send(new DeleteTargetGroupCommand({ TargetGroupArn: at.group })), 'ResourceInUse'],
    ['a bad name', (c) => c.send(new CreateTargetGroupCommand({ Name: '-web' })), 'ValidationError'],
    [
      'an interval out of range',
      (c, at) => c.send(new ModifyTargetGroupCommand({ TargetGroupArn: at.group, HealthCheckIntervalSeconds: 1 })),
      'ValidationError',
    ],
    [
      'no targets',
      (c, at) => c.send(new RegisterTargetsCommand({ TargetGroupArn: at.group, Targets: [] })),
      'ValidationError',
    ],
    [
      'a target that is not there',
      (c, at) => c.send(new DeregisterTargetsCommand({ TargetGroupArn: at.group, Targets: [{ Id: '10.0.0.9' }] })),
      'InvalidTarget',
    ],
    ['listeners of nothing', (c) => c.send(new DescribeListenersCommand({})), 'ValidationError'],
  ];
  test.each(cases)('%s', async (_name, call, code) => {
    const { client } = elbWorld();
    const at = await stage(client);
    const name = await call(client, at).then(
      () => 'no error',
      (error: { name: string }) => error.name.replace(/Exception$/, ''),
    );
    expect(name).toBe(code);
  });

  test('a group of another load balancer', async () => {
    const { client } = elbWorld();
    const { group } = await stage(client);
    const other = await client.send(new CreateLoadBalancerCommand({ Name: 'other' }));
    const LoadBalancerArn = other.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
    await expect(
      client.send(new CreateListenerCommand({ LoadBalancerArn, Port: 80, DefaultActions: forward(group) })),
    ).rejects.toThrow('cannot be associated with more than one load balancer');
  });
});
