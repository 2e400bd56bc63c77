import { parseImage } from '#aws/image-reference';
import type { Definition } from '../definition/task-definition.ts';
import type { ServiceFacts } from '../service/service-facts.ts';
import { namedSecrets } from './named-secrets.ts';

/** Where the tasks of a service are put, as the service says it. */
export interface TaskNetwork {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly publicIp: boolean;
  /** Tasks fetch images, secrets and logs through their own address. On other machines the machine does. */
  readonly fetchesItself: boolean;
}

interface Facts {
  readonly networkConfiguration?: {
    readonly awsvpcConfiguration?: {
      readonly subnets?: readonly string[];
      readonly securityGroups?: readonly string[];
      readonly assignPublicIp?: string;
    };
  };
  readonly launchType?: string;
  readonly platformVersion?: string;
  readonly capacityProviderStrategy?: readonly { readonly capacityProvider?: string }[];
}

/**
 * The network of the tasks; none when they share that of their machine. Since platform version 1.4.0 Fargate uses the
 * task's own address for everything. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
 */
export function networkOf(facts: ServiceFacts): TaskNetwork | undefined {
  const { networkConfiguration, platformVersion } = facts as Facts;
  const { subnets = [], securityGroups = [], assignPublicIp } = networkConfiguration?.awsvpcConfiguration ?? {};
  if (subnets.length === 0) return undefined;
  const isOld = /^1\.[0-3]\./.test(platformVersion ?? '');
  return {
    subnets,
    securityGroups,
    publicIp: assignPublicIp === 'ENABLED',
    fetchesItself: isOnFargate(facts) && !isOld,
  };
}

export function isOnFargate(facts: ServiceFacts): boolean {
  const { launchType, capacityProviderStrategy = [] } = facts as Facts;
  return (
    launchType === 'FARGATE' || capacityProviderStrategy.some((one) => one.capacityProvider?.startsWith('FARGATE'))
  );
}

/** What tasks must reach to start, by the names of its endpoints: `ecr.api`. `internet`: there is no endpoint for it. */
export function fetchedFrom(definition: Definition): readonly string[] {
  const secret = namedSecrets(definition).map(({ kind }) => (kind === 'secret' ? 'secretsmanager' : 'ssm'));
  const all = definition.containerDefinitions.flatMap(({ image, logConfiguration }) => {
    const { logDriver } = (logConfiguration ?? {}) as { logDriver?: string };
    return [...sourcesOf(image), ...secret, ...(logDriver === 'awslogs' ? ['logs'] : [])];
  });
  return [...new Set(all)];
}

/** Registries of others may stand inside the network: nothing is known of them. */
function sourcesOf(image: string): readonly string[] {
  const { ecr, name } = parseImage(image);
  if (ecr !== undefined) return ['ecr.api', 'ecr.dkr', 's3'];
  const [first = ''] = name.split('/');
  const host = /[.:]/.test(first) ? first : 'docker.io';
  return ['docker.io', 'public.ecr.aws', 'ghcr.io', 'quay.io', 'registry.k8s.io'].includes(host) ? ['internet'] : [];
}
