import type { Aws } from '#aws/client';
import { connect } from '#aws/connect';

import type { EcsOptions } from '#ecs/ecs-context';
import { createEcsPlatform, type EcsPlatform } from '#ecs/platform';
import type { LiveService } from '#ecs/service/read-live';
import type { ServiceChange } from '#ecs/service/service-change';
import type { Part } from '#rollout/platform';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { createLocalAws, type LocalAws } from '../../../local-aws/index.ts';
import type { ContainerSpec } from '../../../local-aws/runtime.ts';
import { type Fate, scripted, usualFate } from '../../../local-aws/runtimes/scripted.ts';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import { connectOutside, type OutsideEcs } from '../../support/connect-outside.ts';
import { type InProcessHost, inProcessHost } from '../../support/host.ts';

export const definition = {
  family: 'web',
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  containerDefinitions: [
    {
      name: 'web',
      image: '',
      essential: true,
      portMappings: [{ containerPort: 8080 }],
      environment: [
        { name: 'EMPTY', value: '' },
        { name: 'MODE', value: 'blue' },
      ],
    },
  ],
};

/** A cluster `main` with the service `web`, which serves `web:1` with the image tag `v1`. */
export class ServiceWorld {
  readonly clock = new VirtualClock();
  readonly local: LocalAws;
  readonly host: InProcessHost;
  readonly aws: Aws;
  ecs!: OutsideEcs;
  #releases = 0;

  /** `fates`: what becomes of containers, by the label of their revision; others run. */
  constructor(fates: Readonly<Record<string, Fate>> = {}) {
    const fateOf = (spec: ContainerSpec) => fates[spec.taskDefinition.split('/').at(-1) ?? ''] ?? usualFate(spec);
    this.local = createLocalAws({ clock: this.clock, runtime: scripted(this.clock, fateOf) });
    this.host = inProcessHost(this.clock, {
      network: { aws: inProcess(this.local, (work) => this.clock.busy(work)) },
      env: { AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'secret' },
    });
    this.aws = connect(this.host, this.local.world.region);
  }

  async open(service: Record<string, unknown> = {}, own: Record<string, unknown> = {}): Promise<this> {
    this.ecs = await connectOutside(this.aws);
    for (const tag of ['v1', 'v2', 'v3', 'v4']) this.local.ecr.push('web', tag);
    await this.ecs.call('CreateCluster', { clusterName: 'main' });
    await this.register(this.image('v1'), own);
    await this.createService('web', service);
    return this;
  }

  async register(image: string, own: Record<string, unknown> = {}): Promise<string> {
    const [container] = definition.containerDefinitions;
    const answer = await this.ecs.callRaw('RegisterTaskDefinition', {
      ...definition,
      containerDefinitions: [{ ...container, image }],
      ...own,
    });
    return String((answer.taskDefinition as { taskDefinitionArn: string }).taskDefinitionArn);
  }

  async createService(serviceName: string, own: Record<string, unknown> = {}): Promise<void> {
    await this.ecs.callRaw('CreateService', {
      cluster: 'main',
      serviceName,
      taskDefinition: 'web:1',
      desiredCount: 2,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
      ...own,
    });
    await this.settle();
  }

  image(tag: string): string {
    return `${this.local.ecr.host}/web:${tag}`;
  }

  /** Long enough for every rollout to end. */
  async settle(): Promise<void> {
    await this.clock.advance(10 * 60_000);
  }

  /** A run with a release id that grows, unless one is given. */
  platform(options: Partial<EcsOptions> = {}): Promise<EcsPlatform> {
    const release = options.release ?? `${100 + ++this.#releases}-1`;
    return createEcsPlatform(this.aws, { budgetMs: 3_600_000, ...options, release });
  }

  change(own: Partial<ServiceChange> = {}): ServiceChange {
    return {
      row: 'web',
      place: 'main',
      order: 0,
      wait: true,
      source: { kind: 'live' },
      patch: {},
      force: false,
      resourceTags: {},
      ...own,
    };
  }

  toTag = (tag: string): ServiceChange => this.change({ image: { kind: 'reference', reference: this.image(tag) } });

  async live(platform: EcsPlatform, change = this.change()): Promise<LiveService> {
    const [live] = await platform.current([change]);
    if (live === undefined) throw new Error('nothing was read');
    return live;
  }

  async plan(platform: EcsPlatform, change: ServiceChange) {
    return platform.plan(change, await this.live(platform, change));
  }

  /** Plans, stages and moves; nothing is waited for. */
  async start(platform: EcsPlatform, change: ServiceChange): Promise<Part> {
    const staged = await platform.stage(await this.plan(platform, change));
    const part = await platform.shift(staged);
    if (part === undefined) throw new Error('nothing moved');
    return part;
  }

  /** A whole release, recorded as succeeded. */
  async deploy(change: ServiceChange, options: Partial<EcsOptions> = {}): Promise<Part> {
    const platform = await this.platform(options);
    const part = await this.start(platform, change);
    await this.settle();
    await platform.record([{ part, verdict: 'succeeded' }]);
    return part;
  }

  /** Revisions of the family so far. */
  get revisions(): number {
    return this.local.ecs.state.families.get('web')?.length ?? 0;
  }

  /** Label of what the service wants now. */
  get primary(): string {
    const arn = this.service.deployments[0]?.launch.definition.arn ?? '';
    return arn.slice(arn.lastIndexOf('/') + 1);
  }

  get service() {
    const service = this.local.ecs.state.clusters.get('main')?.services.get('web');
    if (service === undefined) throw new Error('the service is not there');
    return service;
  }

  tags(label: string): Readonly<Record<string, string>> {
    const arn = `arn:aws:ecs:${this.local.world.region}:${this.local.world.account}:task-definition/${label}`;
    const entries = this.local.ecs.state.tags.get(arn) ?? [];
    return Object.fromEntries(entries.map(({ key = '', value = '' }) => [key.replace('deploy-actions:', ''), value]));
  }

  /** Takes every tag off, as if these actions had never been here. */
  forgetTags(): void {
    this.local.ecs.state.tags.clear();
  }

  count(operation: string): number {
    return this.local.calls.filter((call) => call.operation === operation).length;
  }
}
