import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRepositoryCommand, DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Service,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Lab } from '../../../scripts/lab/lab-file.ts';
import { type Bootstrap, bootstrapImage } from './bootstrap-image.ts';

export interface StageService {
  readonly name: string;
  readonly repository: string;
  readonly port: number;
  /** A task definition as the team keeps it; its image is replaced by one that only answers `/health`. */
  readonly definition: RegisterTaskDefinitionCommandInput;
  /** By what containers say in `valueFrom`. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly desired?: number;
  /** Failing health checks count this long after the start of a task at the earliest. Default: 0. */
  readonly graceSeconds?: number;
  /** What runs before the first deployment. Default: `python`. */
  readonly bootstrap?: Bootstrap;
}

/** What a team has on AWS before its first deployment: a cluster, repositories, services behind load balancers. */
export interface Stage {
  readonly cluster: string;
  /** Address of a service's load balancer, `http://127.0.0.1:34567`. */
  readonly urls: Readonly<Record<string, string>>;
  service(name: string): Promise<Service>;
  /** `family:revision` that the service's tasks are of. */
  revision(name: string): Promise<string>;
  /** The reference of the image in the definition that serves, by digest. */
  image(name: string): Promise<string>;
  /** Digests of a repository by their tags. */
  digests(repository: string): Promise<Readonly<Record<string, string>>>;
  /** Ends the services and their tasks. */
  close(): Promise<void>;
}

export function connectTo(lab: Lab, endpoint = lab.aws.endpoint) {
  const config = {
    endpoint,
    region: lab.aws.region,
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
  };
  return {
    ecs: new ECSClient(config),
    ecr: new ECRClient(config),
    elb: new ElasticLoadBalancingV2Client(config),
    logs: new CloudWatchLogsClient(config),
  };
}

export async function setSecret(lab: Lab, valueFrom: string, value: string): Promise<void> {
  const answer = await fetch(`${lab.aws.controls}/secrets`, {
    method: 'POST',
    body: JSON.stringify({ valueFrom, value }),
  });
  if (!answer.ok) throw new Error(`${lab.aws.controls}/secrets: ${await answer.text()}`);
}

/** Sets all of it up in local-aws, under names of its own. */
export async function openStage(lab: Lab, cluster: string, services: readonly StageService[]): Promise<Stage> {
  const { ecs, ecr, elb, logs } = connectTo(lab);
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const urls: Record<string, string> = {};
  for (const { name, repository, port, definition, secrets = {}, desired = 2, graceSeconds, bootstrap } of services) {
    await ecr.send(new CreateRepositoryCommand({ repositoryName: repository }));
    for (const [valueFrom, value] of Object.entries(secrets)) await setSecret(lab, valueFrom, value);
    for (const group of logGroupsOf(definition)) {
      await logs.send(new CreateLogGroupCommand({ logGroupName: group })).catch(unlessItExists);
    }
    const image = await bootstrapImage(lab, port, bootstrap);
    const [container, ...others] = definition.containerDefinitions ?? [];
    const registered = await ecs.send(
      new RegisterTaskDefinitionCommand({ ...definition, containerDefinitions: [{ ...container, image }, ...others] }),
    );
    const { address, targetGroupArn } = await openLoadBalancer(name, port);
    urls[name] = address;
    await ecs.send(
      new CreateServiceCommand({
        cluster,
        serviceName: name,
        taskDefinition: registered.taskDefinition?.taskDefinitionArn,
        desiredCount: desired,
        launchType: 'FARGATE',
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
        loadBalancers: [{ targetGroupArn, containerName: container?.name, containerPort: port }],
        healthCheckGracePeriodSeconds: graceSeconds,
      }),
    );
  }
  const service = async (name: string): Promise<Service> => {
    const [found] = (await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }))).services ?? [];
    if (found === undefined) throw new Error(`there is no service ${name} in ${cluster}`);
    return found;
  };
  const stage: Stage = {
    cluster,
    urls,
    service,
    revision: async (name) => (await service(name)).taskDefinition?.split('/').at(-1) ?? '',
    async image(name) {
      const { taskDefinition } = await service(name);
      const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      return described.taskDefinition?.containerDefinitions?.[0]?.image ?? '';
    },
    async digests(repositoryName) {
      const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
      return Object.fromEntries(
        imageDetails.flatMap(({ imageTags = [], imageDigest = '' }) => imageTags.map((tag) => [tag, imageDigest])),
      );
    },
    async close() {
      await Promise.all(
        services.map(({ name }) => ecs.send(new DeleteServiceCommand({ cluster, service: name, force: true }))),
      );
    },
  };
  for (const { name } of services) await stable(stage, name);
  return stage;

  async function openLoadBalancer(name: string, port: number) {
    const balancer = `${cluster}-${name}`.slice(-32);
    const made = await elb.send(new CreateLoadBalancerCommand({ Name: balancer, Subnets: ['subnet-1'] }));
    const group = await elb.send(
      new CreateTargetGroupCommand({
        Name: balancer,
        Protocol: 'HTTP',
        Port: port,
        TargetType: 'ip',
        HealthCheckPath: '/health',
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 2,
      }),
    );
    const targetGroupArn = group.TargetGroups?.[0]?.TargetGroupArn;
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '2' }];
    await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: targetGroupArn, Attributes }));
    const LoadBalancerArn = made.LoadBalancers?.[0]?.LoadBalancerArn;
    await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
      }),
    );
    // It really listens, on a free port, which stands in its name.
    const names = [balancer];
    const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({ Names: names }));
    return { address: `http://${LoadBalancers[0]?.DNSName}`, targetGroupArn };
  }
}

/** Waits until as many tasks run as are wanted, and one deployment is left. */
async function stable(stage: Stage, name: string): Promise<void> {
  const until = Date.now() + 120_000;
  for (;;) {
    const { runningCount, desiredCount, deployments = [], events = [] } = await stage.service(name);
    if (runningCount === desiredCount && deployments.length === 1) return;
    if (Date.now() > until) throw new Error(`${name} does not come up: ${events[0]?.message}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const logGroupsOf = ({ containerDefinitions = [] }: RegisterTaskDefinitionCommandInput): readonly string[] =>
  containerDefinitions.flatMap(({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'] ?? []);

function unlessItExists(error: unknown): void {
  if ((error as Error).name !== 'ResourceAlreadyExistsException') throw error;
}
