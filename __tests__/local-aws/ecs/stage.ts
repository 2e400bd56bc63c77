import {
  type ContainerDefinition,
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  type Deployment,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Service,
  type ServiceDeployment,
  type Task,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { createLocalAws, type LocalAws, type LocalAwsOptions } from '../../../local-aws/index.ts';
import type { ContainerSpec } from '../../../local-aws/runtime.ts';
import { type Fate, scripted, usualFate } from '../../../local-aws/runtimes/scripted.ts';
import { inProcess } from '../../../local-aws/sdk-transport.ts';

export const network = { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } };

/** Fates by image tag; anything else meets the usual one. */
export type Fates = Readonly<Record<string, Fate | ((spec: ContainerSpec) => Fate)>>;

/** A cluster `demo` with a real client, and the few calls that scenarios are told with. */
export class Stage {
  readonly clock = new VirtualClock();
  readonly aws: LocalAws;
  readonly client: ECSClient;

  constructor(fates: Fates = {}, options: Partial<LocalAwsOptions> = {}) {
    const fateOf = (spec: ContainerSpec) => {
      const fate = fates[spec.image.split(':').at(-1) ?? ''] ?? usualFate;
      return typeof fate === 'function' ? fate(spec) : fate;
    };
    this.aws = createLocalAws({ clock: this.clock, runtime: scripted(this.clock, fateOf), ...options });
    this.client = new ECSClient({
      region: this.aws.world.region,
      credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
      maxAttempts: 1,
      requestHandler: inProcess(this.aws, (work) => this.clock.busy(work)),
    });
  }

  async open(): Promise<this> {
    await this.client.send(new CreateClusterCommand({ clusterName: 'demo' }));
    return this;
  }

  /** Registers the next revision of `api` with the image `shop/api:<tag>`; returns its ARN. */
  async register(
    tag: string,
    container: Partial<ContainerDefinition> = {},
    definition: Partial<RegisterTaskDefinitionCommandInput> = {},
  ): Promise<string> {
    const answer = await this.client.send(
      new RegisterTaskDefinitionCommand({
        family: 'api',
        requiresCompatibilities: ['FARGATE'],
        networkMode: 'awsvpc',
        cpu: '256',
        memory: '512',
        ...definition,
        containerDefinitions: [
          { name: 'api', image: `shop/api:${tag}`, portMappings: [{ containerPort: 8080 }], ...container },
        ],
      }),
    );
    return answer.taskDefinition?.taskDefinitionArn ?? '';
  }

  async create(input: Partial<CreateServiceCommandInput> = {}): Promise<void> {
    await this.client.send(
      new CreateServiceCommand({
        cluster: 'demo',
        serviceName: 'api',
        taskDefinition: 'api',
        launchType: 'FARGATE',
        desiredCount: 2,
        networkConfiguration: network,
        ...input,
      }),
    );
  }

  async update(input: Partial<UpdateServiceCommandInput> = {}): Promise<Service> {
    const answer = await this.client.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', ...input }));
    return answer.service ?? {};
  }

  /** The service `api` runs `tag`, and its first deployment is over. */
  async live(tag: string, input: Partial<CreateServiceCommandInput> = {}): Promise<this> {
    await this.open();
    await this.register(tag);
    await this.create(input);
    await this.minutes(5);
    return this;
  }

  async minutes(count: number): Promise<void> {
    await this.clock.advance(count * 60_000);
  }

  async service(): Promise<Service> {
    const answer = await this.client.send(new DescribeServicesCommand({ cluster: 'demo', services: ['api'] }));
    return answer.services?.[0] ?? {};
  }

  async deployments(): Promise<readonly Deployment[]> {
    return (await this.service()).deployments ?? [];
  }

  /** Service deployments, newest first. */
  async serviceDeployments(): Promise<readonly ServiceDeployment[]> {
    const listed = await this.client.send(new ListServiceDeploymentsCommand({ cluster: 'demo', service: 'api' }));
    const serviceDeploymentArns = (listed.serviceDeployments ?? []).map((one) => one.serviceDeploymentArn ?? '');
    const answer = await this.client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }));
    return answer.serviceDeployments ?? [];
  }

  async tasks(desiredStatus: 'RUNNING' | 'STOPPED'): Promise<readonly Task[]> {
    const listed = await this.client.send(new ListTasksCommand({ cluster: 'demo', desiredStatus }));
    if (listed.taskArns?.length === 0) return [];
    const answer = await this.client.send(new DescribeTasksCommand({ cluster: 'demo', tasks: listed.taskArns }));
    return answer.tasks ?? [];
  }

  /** Event texts, oldest first, without the service's name. */
  async events(): Promise<readonly string[]> {
    const { events = [] } = await this.service();
    return events.map(({ message = '' }) => message.replace('(service api) ', '')).reverse();
  }

  /** The states that subjects of a kind went through, in order. */
  states(kind: string, subject?: string): readonly string[] {
    return this.aws.world.timeline
      .filter((entry) => entry.kind === kind && (subject === undefined || entry.subject === subject))
      .map((entry) => entry.state);
  }
}

export const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };
