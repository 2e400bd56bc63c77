import type { LocalAws } from '../../local-aws/index.ts';
import type { OutsideEcs } from './connect-outside.ts';

/** Facts of the services that a scenario may choose. */
export interface ShopServices {
  /** Names of the services; default one, `web`. All run the image `shop/<name>:v1` at first. */
  readonly services?: readonly string[];
  readonly desired?: number;
  readonly deploymentConfiguration?: Readonly<Record<string, unknown>>;
  readonly serviceOptions?: Readonly<Record<string, unknown>>;
}

export const region = 'eu-central-1';
export const cluster = 'shop';

/** Creates the cluster, a repository and a service each, and their log group. The services still have to start. */
export async function fillShop(ecs: OutsideEcs, aws: LocalAws, options: ShopServices): Promise<void> {
  await ecs.call('CreateCluster', { clusterName: cluster });
  aws.logs.createGroup('/ecs/shop');
  for (const service of options.services ?? ['web']) {
    aws.ecr.push(`shop/${service}`, 'v1');
    const image = `${aws.ecr.host}/shop/${service}:v1`;
    await ecs.call('RegisterTaskDefinition', definition(service, image));
    await ecs.call('CreateService', {
      cluster,
      serviceName: service,
      taskDefinition: service,
      desiredCount: options.desired ?? 2,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
      deploymentConfiguration: options.deploymentConfiguration ?? {
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      ...options.serviceOptions,
    });
  }
}

/** A task definition with what teams have: logs, secrets, an environment, a health check nowhere. */
export function definition(service: string, image: string) {
  return {
    family: service,
    requiresCompatibilities: ['FARGATE' as const],
    networkMode: 'awsvpc' as const,
    cpu: '256',
    memory: '512',
    executionRoleArn: 'arn:aws:iam::111122223333:role/execution',
    taskRoleArn: 'arn:aws:iam::111122223333:role/task',
    containerDefinitions: [
      {
        name: 'app',
        image,
        essential: true,
        portMappings: [{ containerPort: 8080 }],
        environment: [
          { name: 'MODE', value: 'production' },
          { name: 'EMPTY', value: '' },
        ],
        secrets: [{ name: 'DATABASE_URL', valueFrom: `arn:aws:ssm:${region}:111122223333:parameter/shop/database` }],
        logConfiguration: {
          logDriver: 'awslogs' as const,
          options: { 'awslogs-group': '/ecs/shop', 'awslogs-region': region, 'awslogs-stream-prefix': service },
        },
      },
    ],
  };
}
