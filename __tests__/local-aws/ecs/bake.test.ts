import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import { breaker, Stage } from './stage.ts';

const alarms = { enable: true, rollback: true, alarmNames: ['errors'] };

async function updated(deploymentConfiguration: DeploymentConfiguration) {
  const stage = await new Stage().live('1', { desiredCount: 4 });
  await stage.register('2');
  await stage.update({ taskDefinition: 'api:2', deploymentConfiguration });
  return stage;
}

/** Seconds from the start to the end of the newest service deployment. */
async function took(stage: Stage): Promise<number> {
  const [ours] = await stage.serviceDeployments();
  return Math.round(((ours?.finishedAt?.getTime() ?? 0) - (ours?.createdAt?.getTime() ?? 0)) / 1_000);
}

test('a rolling deployment bakes when its tasks are as wanted', async () => {
  const plain = await updated({});
  await plain.minutes(20);
  const baked = await updated({ bakeTimeInMinutes: 5 });
  await baked.minutes(20);
  expect((await took(baked)) - (await took(plain))).toBeCloseTo(300, -1);
});

test('with alarms it bakes as long as they need to see anything; one that fires then ends it', async () => {
  const stage = await new Stage().live('1');
  const client = new CloudWatchClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    requestHandler: inProcess(stage.aws, (work) => stage.clock.busy(work)),
  });
  await client.send(new PutMetricAlarmCommand({ AlarmName: 'errors', Period: 60, EvaluationPeriods: 3 } as never));
  await stage.register('2');
  await stage.update({ taskDefinition: 'api:2', deploymentConfiguration: { alarms } });
  await stage.minutes(3);
  const [baking] = await stage.serviceDeployments();
  expect([baking?.status, baking?.sourceServiceRevisions?.[0]?.runningTaskCount]).toEqual(['IN_PROGRESS', 0]);
  stage.aws.alarms.set('errors', 'ALARM', 'Threshold Crossed');
  await stage.minutes(5);
  expect((await stage.serviceDeployments())[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
});

test('a second alarm on the way back changes nothing', async () => {
  const stage = await updated({ alarms: { ...alarms, alarmNames: ['errors', 'latency'] } });
  await stage.minutes(0.5);
  stage.aws.alarms.set('errors', 'ALARM');
  stage.aws.alarms.set('latency', 'ALARM');
  await stage.minutes(5);
  expect((await stage.serviceDeployments())[0]).toMatchObject({
    status: 'ROLLBACK_SUCCESSFUL',
    alarms: { triggeredAlarmNames: ['errors'] },
  });
});

test('a first deployment has nothing to go back to', async () => {
  const stage = await new Stage().open();
  await stage.register('1');
  await stage.create({ deploymentConfiguration: { alarms } });
  await stage.minutes(0.5);
  stage.aws.alarms.set('errors', 'ALARM');
  await stage.minutes(3);
  const [first] = await stage.serviceDeployments();
  expect(first).toMatchObject({ status: 'STOPPED', alarms: { status: 'TRIGGERED' } });
  expect((await stage.deployments())[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'FAILED' });
});

test('the way back can fail as well', async () => {
  let broken = false;
  const stage = new Stage({ '1': () => (broken ? { kind: 'exits', code: 1, after: 500 } : { kind: 'runs' }) });
  await stage.live('1', { deploymentConfiguration: { ...breaker, alarms } });
  await stage.register('2');
  const configuration = { ...breaker, alarms, minimumHealthyPercent: 0, maximumPercent: 100 };
  await stage.update({ taskDefinition: 'api:2', deploymentConfiguration: configuration });
  await stage.minutes(0.5);
  broken = true;
  stage.aws.alarms.set('errors', 'ALARM');
  await stage.minutes(15);
  expect((await stage.serviceDeployments())[0]?.status).toBe('ROLLBACK_FAILED');
});

test.each([
  ['DEFERRED', 'SUCCESSFUL'],
  ['BLOCKING', 'IN_PROGRESS'],
] as const)('early success, clean-up %s', async (sourceServiceRevisionCleanup, status) => {
  const early = { enable: true, healthyPercent: 50, sourceServiceRevisionCleanup };
  const stage = await updated({ minimumHealthyPercent: 50, maximumPercent: 150, earlySuccessCriteria: early });
  while ((await stage.deployments())[0]?.runningCount === 0) await stage.clock.advance(1_000);
  await stage.clock.advance(42_000);
  const [ours] = await stage.serviceDeployments();
  expect(ours?.status).toBe(status);
  expect(ours?.sourceServiceRevisions?.[0]?.runningTaskCount).toBeGreaterThan(status === 'SUCCESSFUL' ? 0 : -1);
  await stage.minutes(5);
  expect((await stage.serviceDeployments())[0]?.status).toBe('SUCCESSFUL');
  expect(await stage.deployments()).toMatchObject([{ runningCount: 4, rolloutState: 'COMPLETED' }]);
});

test('behind a Classic Load Balancer nothing is said of the rollout', async () => {
  const loadBalancers = [{ loadBalancerName: 'old-elb', containerName: 'api', containerPort: 8080 }];
  const stage = await new Stage().live('1', { loadBalancers });
  const [only] = await stage.deployments();
  expect([only?.status, only?.runningCount, only?.rolloutState]).toEqual(['PRIMARY', 2, undefined]);
});
