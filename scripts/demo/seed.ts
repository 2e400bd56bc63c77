import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRepositoryCommand, type ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeLoadBalancersCommand,
  type ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalImage } from '../../local-aws/runtimes/process-images.ts';
import { buildImage, sample, type Version } from './build-image.ts';

export const cluster = 'production';
export const service = 'hello-service';
const repository = 'hello-service';

/** The reference of a version's image by its tag, as a pipeline would name it. */
export const imageOf = (version: Version): string =>
  `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repository}:${version.commit}`;

/** Builds every version and pushes it. Returns the folders that stand for the images, by tag and by digest. */
export async function pushImages(
  ecr: ECRClient,
  folder: string,
  versions: readonly Version[],
): Promise<ReadonlyMap<string, LocalImage>> {
  await ecr.send(new CreateRepositoryCommand({ repositoryName: repository }));
  const images = new Map<string, LocalImage>();
  for (const version of versions) {
    const image = buildImage(version, folder);
    // A manifest that stands for the folder: all that is asked of it is that each version has a digest of its own.
    const imageManifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { digest: `sha256:${version.commit.padEnd(64, '0')}` },
      layers: [],
    });
    const put = { repositoryName: repository, imageManifest, imageTag: version.commit };
    const { image: pushed } = await ecr.send(new PutImageCommand(put));
    images.set(`${repository}:${version.commit}`, image);
    images.set(`${repository}@${pushed?.imageId?.imageDigest}`, image);
  }
  return images;
}

/** A load balancer with one group, which is checked often and drains for three seconds. */
export async function createLoadBalancer(
  elb: ElasticLoadBalancingV2Client,
): Promise<{ readonly url: string; readonly targetGroupArn: string }> {
  const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand({ Name: service, Subnets: ['subnet-1'] }));
  const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({
      Name: service,
      Protocol: 'HTTP',
      Port: 8080,
      TargetType: 'ip',
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 5,
    }),
  );
  const targetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
  await elb.send(
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn: targetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '3' }],
    }),
  );
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: targetGroupArn }];
  await elb.send(new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions }));
  const described = await elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [LoadBalancerArn] }));
  return { url: `http://${described.LoadBalancers?.[0]?.DNSName}`, targetGroupArn };
}

export interface Launch {
  readonly version: Version;
  /** Where the images and the database lie. */
  readonly folder: string;
  readonly targetGroupArn: string;
}

/** Creates the service with two tasks of a version, its database migrated, and waits until both serve. */
export async function launchService(ecs: ECSClient, { version, folder, targetGroupArn }: Launch): Promise<void> {
  const database = join(folder, 'hello.sqlite');
  const env = { ...process.env, DATABASE_FILE: database, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' };
  execFileSync(process.execPath, ['migrate.js', 'up'], { cwd: join(folder, 'images', version.name), env });
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(definitionOf(version, database)));
  await ecs.send(
    new CreateServiceCommand({
      cluster,
      serviceName: service,
      taskDefinition: taskDefinition?.taskDefinitionArn,
      desiredCount: 2,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
      loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 8080 }],
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    }),
  );
  await untilStable(ecs);
}

/** The sample's own task definition, with its database on this machine instead of a network file system. */
function definitionOf(version: Version, database: string): RegisterTaskDefinitionCommandInput {
  const definition = JSON.parse(readFileSync(join(sample, 'task-definition.json'), 'utf8'));
  const [app] = definition.containerDefinitions;
  const { mountPoints: _, ...container } = app;
  const healthCheck = { ...container.healthCheck, interval: 5 };
  const environment = [{ name: 'DATABASE_FILE', value: database }];
  return {
    ...definition,
    volumes: [],
    containerDefinitions: [{ ...container, image: imageOf(version), environment, healthCheck }],
  };
}

async function untilStable(ecs: ECSClient): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    if (services?.[0]?.deployments?.[0]?.rolloutState === 'COMPLETED') return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the service did not come up');
}
