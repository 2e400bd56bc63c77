import {
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  StopServiceDeploymentCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { error } from '../../../local-aws/texts.ts';
import { Stage } from './stage.ts';

test.each<[string, Partial<CreateServiceCommandInput>, string, string]>([
  ['no network', { networkConfiguration: undefined }, 'InvalidParameterException', error.networkMissing],
  ['the same name again', {}, 'InvalidParameterException', error.serviceExists],
  [
    'a breaker of CodeDeploy',
    {
      serviceName: 'other',
      deploymentController: { type: 'CODE_DEPLOY' },
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    },
    'InvalidParameterException',
    error.breakerController,
  ],
  [
    'a target group that is not there',
    {
      serviceName: 'other',
      loadBalancers: [{ targetGroupArn: 'arn:none', containerName: 'api', containerPort: 8080 }],
    },
    'InvalidParameterException',
    error.targetGroupMissing('arn:none'),
  ],
  [
    'a port that the container does not have',
    { serviceName: 'other', loadBalancers: [{ targetGroupArn: 'arn:none', containerName: 'api', containerPort: 81 }] },
    'InvalidParameterException',
    error.portOfLoadBalancer('api', 81),
  ],
  [
    'percentages that block',
    { serviceName: 'other', deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 } },
    'InvalidParameterException',
    error.percents,
  ],
])('CreateService refuses: %s', async (_name, input, name, message) => {
  const stage = await new Stage().live('1');
  const created = stage.create({ ...(_name === 'no network' ? { serviceName: 'other' } : {}), ...input });
  await expect(created).rejects.toMatchObject({ name, message });
});

test.each<[string, Partial<UpdateServiceCommandInput>, string, string]>([
  ['unknown service', { service: 'web' }, 'ServiceNotFoundException', error.serviceNotFound],
  ['unknown cluster', { cluster: 'web' }, 'ClusterNotFoundException', error.clusterNotFound],
  ['unknown revision', { taskDefinition: 'api:9' }, 'ClientException', error.definitionNotFound],
  ['inactive revision', { taskDefinition: 'api:2' }, 'ClientException', error.definitionInactive],
])('UpdateService refuses: %s', async (_name, input, name, message) => {
  const stage = await new Stage().live('1');
  await stage.register('2');
  await stage.client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'api:2' }));
  await expect(stage.update(input)).rejects.toMatchObject({ name, message });
});

test.each<['CODE_DEPLOY' | 'EXTERNAL', string]>([
  ['CODE_DEPLOY', error.codeDeployUpdate],
  ['EXTERNAL', error.externalUpdate],
])('a service of the controller %s takes counts, but no task definition', async (type, message) => {
  const stage = await new Stage().open();
  await stage.register('1');
  await stage.create({ deploymentController: { type } });
  await expect(stage.update({ taskDefinition: 'api:1' })).rejects.toMatchObject({ message });
  expect(await stage.update({ desiredCount: 3 })).toMatchObject({ desiredCount: 3, deployments: [] });
});

test('a service of no tasks completes, and scales out and in without a deployment', async () => {
  const stage = await new Stage().live('1', { desiredCount: 0 });
  expect((await stage.deployments())[0]?.rolloutState).toBe('COMPLETED');
  for (const desiredCount of [4, 1]) {
    await stage.update({ desiredCount });
    await stage.minutes(3);
    expect(await stage.service()).toMatchObject({ runningCount: desiredCount, pendingCount: 0 });
  }
  expect(await stage.serviceDeployments()).toHaveLength(1);
});

test('a deleted service drains, is INACTIVE, and can no longer be updated', async () => {
  const stage = await new Stage().live('1');
  const remove = (force?: boolean) =>
    stage.client.send(new DeleteServiceCommand({ cluster: 'demo', service: 'api', ...(force ? { force } : {}) }));
  await expect(remove()).rejects.toMatchObject({ message: error.serviceScaled });
  expect((await remove(true)).service?.status).toBe('DRAINING');
  await stage.minutes(2);
  expect(await stage.service()).toMatchObject({ status: 'INACTIVE', deployments: [] });
  await expect(stage.update({ desiredCount: 1 })).rejects.toMatchObject({ name: 'ServiceNotActiveException' });
});

test('unknown services are failures; more than ten at once are refused', async () => {
  const stage = await new Stage().live('1');
  const describe = (services: string[]) =>
    stage.client.send(new DescribeServicesCommand({ cluster: 'demo', services }));
  expect((await describe(['api', 'web'])).failures).toEqual([
    { arn: 'arn:aws:ecs:eu-central-1:111122223333:service/demo/web', reason: 'MISSING' },
  ]);
  await expect(describe(Array(11).fill('api'))).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('a service revision names the digest that is served, pinned when the tag moves on', async () => {
  const stage = await new Stage().open();
  const first = stage.aws.ecr.push('api', 'latest');
  await stage.register('1', { image: `${stage.aws.ecr.host}/api:latest` });
  await stage.create();
  await stage.minutes(3);
  const moved = stage.aws.ecr.push('api', 'latest', JSON.stringify({ schemaVersion: 2, moved: true }));
  await stage.update({ desiredCount: 3 });
  await stage.minutes(3);
  const [deployment] = await stage.serviceDeployments();
  const serviceRevisionArns = [deployment?.targetServiceRevision?.arn ?? ''];
  const answer = await stage.client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns }));
  expect(answer.serviceRevisions?.[0]?.containerImages?.[0]?.imageDigest).toBe(first);
  const digests = (await stage.tasks('RUNNING')).map((task) => task.containers?.[0]?.imageDigest);
  expect(digests).toEqual([first, first, first]);
  expect(moved).not.toBe(first);
});

test('stopping a first deployment has nowhere to go; ABORT leaves it, failed', async () => {
  const stage = await new Stage({ 1: { kind: 'stuck' } }).live('1');
  const [ours] = await stage.serviceDeployments();
  const stop = (stopType: 'ROLLBACK' | 'ABORT', serviceDeploymentArn = ours?.serviceDeploymentArn) =>
    stage.client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType }));
  await expect(stop('ROLLBACK')).rejects.toMatchObject({ name: 'ConflictException', message: error.noRollbackTarget });
  await expect(stop('ROLLBACK', 'arn:none')).rejects.toMatchObject({ name: 'ServiceDeploymentNotFoundException' });
  await stop('ABORT');
  await stage.minutes(1);
  expect((await stage.serviceDeployments())[0]?.status).toBe('STOPPED');
  expect((await stage.deployments())[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'FAILED' });
});
