import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from '@jest/globals';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import { event, stopped } from '../../../local-aws/texts.ts';
import { breaker, type Fates, Stage } from './stage.ts';

const healthCheck = { command: ['CMD', 'true'], interval: 10, retries: 2 };

/** A target group behind a listener. */
async function balanced(stage: Stage): Promise<string> {
  const elb = new ElasticLoadBalancingV2Client({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    requestHandler: inProcess(stage.aws, (work) => stage.clock.busy(work)),
  });
  const group = await elb.send(
    new CreateTargetGroupCommand({
      Name: 'api',
      Protocol: 'HTTP',
      Port: 80,
      VpcId: 'vpc-1',
      TargetType: 'ip',
      HealthCheckIntervalSeconds: 10,
      HealthCheckTimeoutSeconds: 5,
      UnhealthyThresholdCount: 2,
    }),
  );
  const balancer = await elb.send(new CreateLoadBalancerCommand({ Name: 'shop', Subnets: ['subnet-1', 'subnet-2'] }));
  const TargetGroupArn = group.TargetGroups?.[0]?.TargetGroupArn ?? '';
  await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer.LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  return TargetGroupArn;
}

/** The service `api` behind a target group, serving `1`. */
async function liveBehindTargets(fates: Fates = {}, more: Partial<CreateServiceCommandInput> = {}) {
  const stage = await new Stage(fates).open();
  const targetGroupArn = await balanced(stage);
  await stage.register('1');
  await stage.create({ loadBalancers: [{ targetGroupArn, containerName: 'api', containerPort: 8080 }], ...more });
  await stage.minutes(5);
  return { stage, targetGroupArn };
}

test.each<[string, Fate, string]>([
  ['unhealthy', { kind: 'runs', health: 'unhealthy' }, 'ROLLBACK_SUCCESSFUL'],
  ['never known', { kind: 'runs', health: 'never-known' }, 'IN_PROGRESS'],
  ['healthy', { kind: 'runs' }, 'SUCCESSFUL'],
])('container health %s ends the rollout as %s', async (_name, fate, status) => {
  const stage = await new Stage({ 2: fate }).live('1', { deploymentConfiguration: breaker });
  await stage.register('2', { healthCheck });
  const answer = await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(20);
  expect((await stage.serviceDeployments())[0]?.status).toBe(status);
  const ours = (await stage.tasks('STOPPED')).filter((task) => task.startedBy === answer.deployments?.[0]?.id);
  const failedHealth = ours.find((task) => task.stoppedReason === stopped.containerHealth);
  expect(failedHealth !== undefined).toBe(status === 'ROLLBACK_SUCCESSFUL');
  if (failedHealth === undefined) return;
  expect(failedHealth.stopCode).toBe('ServiceSchedulerInitiated');
  const id = failedHealth.taskArn?.split('/').at(-1) ?? '';
  expect(await stage.events()).toContain(event.failedContainerHealth(id));
});

test('an unhealthy target is replaced, with the load balancer’s reason, and trips the breaker', async () => {
  const target = { state: 'unhealthy', reason: 'Target.ResponseCodeMismatch', description: 'codes: [502]' } as const;
  const { stage, targetGroupArn } = await liveBehindTargets(
    { bad: { kind: 'runs', target } },
    { deploymentConfiguration: breaker },
  );
  expect((await stage.deployments())[0]?.rolloutState).toBe('COMPLETED');
  await stage.register('bad');
  const answer = await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(20);
  expect((await stage.serviceDeployments())[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
  const ours = (await stage.tasks('STOPPED')).filter((task) => task.startedBy === answer.deployments?.[0]?.id);
  expect(ours[0]?.stoppedReason).toBe(stopped.targetHealth(targetGroupArn));
  expect(await stage.events()).toContainEqual(
    expect.stringMatching(/is unhealthy in \(target-group .* due to \(reason/),
  );
});

test('an old task drains for the deregistration delay before it leaves, and the rollout waits for it', async () => {
  const { stage } = await liveBehindTargets();
  await stage.register('2');
  await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(3);
  const [ours, old] = await stage.deployments();
  expect(ours).toMatchObject({ rolloutState: 'IN_PROGRESS', runningCount: 2 });
  expect(old).toMatchObject({ status: 'ACTIVE', runningCount: 0 });
  expect((await stage.tasks('STOPPED')).map((task) => task.lastStatus)).toEqual(['DEACTIVATING', 'DEACTIVATING']);
  await stage.minutes(5);
  expect((await stage.deployments())[0]?.rolloutState).toBe('COMPLETED');
});

test('a task that ends by itself while it drains is gone when its targets are', async () => {
  const minute = 60_000;
  const { stage } = await liveBehindTargets({ 1: { kind: 'exits', code: 1, after: 8 * minute } });
  await stage.register('2');
  await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(4);
  expect((await stage.tasks('STOPPED')).map((task) => [task.lastStatus, task.containers?.[0]?.exitCode])).toEqual([
    ['DEACTIVATING', 1],
    ['DEACTIVATING', 1],
  ]);
  await stage.minutes(4);
  expect((await stage.tasks('STOPPED')).map((task) => task.lastStatus)).toEqual(['STOPPED', 'STOPPED']);
  expect((await stage.deployments())[0]?.rolloutState).toBe('COMPLETED');
});

test('failures within the grace period are ignored, later they count', async () => {
  const stage = await new Stage({ 2: { kind: 'runs', health: 'unhealthy' } }).live('1', {
    healthCheckGracePeriodSeconds: 300,
    deploymentConfiguration: breaker,
  });
  await stage.register('2', { healthCheck });
  await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(5);
  expect((await stage.deployments())[0]).toMatchObject({ rolloutState: 'IN_PROGRESS', failedTasks: 0 });
  await stage.minutes(20);
  expect((await stage.serviceDeployments())[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
});

test('a task that fails after it was healthy is replaced by its own revision and trips nothing', async () => {
  const dies: Fate = { kind: 'exits', code: 1, after: 100_000 };
  const stage = await new Stage({ flaky: dies }).live('flaky', { deploymentConfiguration: breaker });
  await stage.minutes(30);
  const [only] = await stage.deployments();
  expect(only).toMatchObject({ rolloutState: 'COMPLETED', failedTasks: 0 });
  expect((await stage.tasks('STOPPED')).length).toBeGreaterThan(10);
});

test('an alarm ends the deployment and brings the old one back; one that was red before is ignored', async () => {
  const alarms = { enable: true, rollback: true, alarmNames: ['errors'] };
  const stage = await new Stage().live('1', { deploymentConfiguration: { alarms } });
  await stage.register('2');
  await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(0.5);
  stage.aws.ecs.setAlarm('errors', true);
  await stage.minutes(3);
  const [failed] = await stage.serviceDeployments();
  expect(failed).toMatchObject({
    status: 'ROLLBACK_SUCCESSFUL',
    alarms: { status: 'TRIGGERED', triggeredAlarmNames: ['errors'] },
  });
  await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(5);
  expect((await stage.serviceDeployments())[0]).toMatchObject({ status: 'SUCCESSFUL', alarms: { status: 'DISABLED' } });
});
