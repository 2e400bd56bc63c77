import { findings } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail, warn } = findings('capacity');

interface Strategy {
  readonly capacityProvider?: string;
  readonly base?: number;
  readonly weight?: number;
}

/** The cluster is ACTIVE and has the capacity providers of the service; one on spot alone is worth a word. */
export const checkCapacity: PreflightCheck = async ({ ecs, live }) => {
  const { clusterArn, capacityProviderStrategy = [] } = live.facts as {
    clusterArn: string;
    capacityProviderStrategy?: readonly Strategy[];
  };
  const where = `cluster ${clusterArn.split('/').at(-1)}`;
  const { clusters: [cluster] = [] } = await ecs.call('DescribeClusters', { clusters: [clusterArn] });
  if (cluster?.status !== 'ACTIVE') {
    return [
      fail({
        where,
        what: `is ${cluster?.status ?? 'not there'}`,
        code: 'no-capacity',
        fix: `Create ${where} again, or name another.`,
      }),
    ];
  }
  const wanted = capacityProviderStrategy.map(({ capacityProvider = '' }) => capacityProvider);
  const missing = wanted.filter((name) => cluster.capacityProviders?.includes(name) !== true);
  if (missing.length > 0) {
    return [
      fail({
        where,
        what: `has no capacity provider ${missing.join(', ')}`,
        code: 'no-capacity',
        fix: `Add it: aws ecs put-cluster-capacity-providers --cluster ${where.split(' ')[1]}, or change the strategy of the service.`,
      }),
    ];
  }
  const used = capacityProviderStrategy.filter(({ base = 0, weight = 0 }) => base > 0 || weight > 0);
  if (used.length > 0 && used.every(({ capacityProvider }) => capacityProvider === 'FARGATE_SPOT')) {
    return [
      warn({
        where: `service ${live.row}`,
        what: 'runs on FARGATE_SPOT alone: without spot capacity nothing starts',
        code: 'spot-interrupted',
      }),
    ];
  }
  return [ok(where, wanted.length === 0 ? 'is ACTIVE' : `has ${wanted.join(', ')}`)];
};
