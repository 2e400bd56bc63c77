import type { DeploymentConfiguration, LoadBalancer } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import type { Stage } from './stage.ts';

export const role = 'arn:aws:iam::111122223333:role/ecs';
export const hookArn = 'arn:aws:lambda:eu-central-1:111122223333:function:check';

export const blueGreen = (more: DeploymentConfiguration = {}): DeploymentConfiguration => ({
  strategy: 'BLUE_GREEN',
  bakeTimeInMinutes: 5,
  ...more,
});

/** A hook that calls a function at a stage. */
export const functionHook = (stage: string) =>
  ({ hookTargetArn: hookArn, roleArn: role, lifecycleStages: [stage] }) as NonNullable<
    DeploymentConfiguration['lifecycleHooks']
  >[number];

/** A hook that pauses at a stage. */
export const pauseHook = (stage: string, timeoutInMinutes?: number, action?: 'CONTINUE' | 'ROLLBACK') =>
  ({
    targetType: 'PAUSE',
    lifecycleStages: [stage],
    ...(timeoutInMinutes === undefined ? {} : { timeoutConfiguration: { timeoutInMinutes, action } }),
  }) as NonNullable<DeploymentConfiguration['lifecycleHooks']>[number];

/** Two target groups behind a listener for production and one for tests, for port 8080 of a container. */
export async function twoColours(
  stage: Pick<Stage, 'aws' | 'clock'>,
  containerName = 'api',
  group: Partial<CreateTargetGroupCommandInput> = {},
) {
  const client = new ElasticLoadBalancingV2Client({
    region: stage.aws.world.region,
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    requestHandler: inProcess(stage.aws, (work) => stage.clock.busy(work)),
  });
  const { LoadBalancers: [balancer] = [] } = await client.send(new CreateLoadBalancerCommand({ Name: 'api' }));
  const groups = await Promise.all(
    ['blue', 'green'].map(async (Name) => {
      const answer = await client.send(
        new CreateTargetGroupCommand({
          Name,
          Protocol: 'HTTP',
          Port: 8080,
          VpcId: 'vpc-1',
          TargetType: 'ip',
          ...group,
        }),
      );
      return answer.TargetGroups?.[0]?.TargetGroupArn ?? '';
    }),
  );
  const [blue = '', green = ''] = groups;
  const listen = async (Port: number): Promise<string> => {
    const { Listeners: [listener] = [] } = await client.send(
      new CreateListenerCommand({
        LoadBalancerArn: balancer?.LoadBalancerArn,
        Port,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: blue }],
      }),
    );
    const { Rules: [rule] = [] } = await client.send(new DescribeRulesCommand({ ListenerArn: listener?.ListenerArn }));
    return rule?.RuleArn ?? '';
  };
  const [production, tests] = [await listen(80), await listen(81)];
  const weights = async (rule = production): Promise<Readonly<Record<string, number>>> => {
    const { Rules: [found] = [] } = await client.send(new DescribeRulesCommand({ RuleArns: [rule] }));
    const targets = found?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
    const nameOf = (arn: string | undefined) => (arn === green ? 'green' : 'blue');
    return Object.fromEntries(targets.map(({ TargetGroupArn, Weight = 0 }) => [nameOf(TargetGroupArn), Weight]));
  };
  const loadBalancer: LoadBalancer = {
    targetGroupArn: blue,
    containerName,
    containerPort: 8080,
    advancedConfiguration: {
      alternateTargetGroupArn: green,
      productionListenerRule: production,
      testListenerRule: tests,
      roleArn: role,
    },
  };
  return { loadBalancer, weights, tests };
}
