import { targetGroupNotFound } from '../../local-aws/elb/texts.ts';
import { addBalancedService, deleteBalancer } from '../support/balanced-service.ts';
import { definition } from '../support/fill-shop.ts';
import { lookAt } from '../support/look-at.ts';
import type { Shop } from '../support/shop.ts';
import type { PreflightCase } from './preflight.ts';
import type { Twin } from './reword.ts';

function refuseTargetGroups(shop: Shop, message: string): void {
  const fault = { kind: 'error', code: 'TargetGroupNotFound', message } as const;
  shop.aws.faults.add({ operation: 'elasticloadbalancing:DescribeTargetGroups', do: fault });
}

/** What stands between a load balancer and the tasks. */
export const targetFindings: readonly PreflightCase[] = [
  {
    name: 'a target group that gives it time',
    given: (shop) => addBalancedService(shop),
    with: { service: 'lb' },
    finding: { level: 'OK', check: 'target-groups', where: 'target group lb', what: 'checks every 30 s' },
  },
  {
    name: 'a target group that gives it no time',
    given: (shop) =>
      addBalancedService(shop, {
        graceSeconds: 0,
        group: { HealthCheckIntervalSeconds: 5, UnhealthyThresholdCount: 2 },
      }),
    with: { service: 'lb' },
    finding: {
      level: 'WARN',
      check: 'target-groups',
      code: 'target-unhealthy',
      what: 'unhealthy 10 s after it started',
    },
  },
  {
    name: 'a port that no container has',
    given: async (shop) => {
      await addBalancedService(shop);
      const [container] = definition('lb', shop.image('lb', 'v2')).containerDefinitions;
      const containerDefinitions = [{ ...container, portMappings: [{ containerPort: 9090 }] }];
      await shop.ecs.call('RegisterTaskDefinition', { ...definition('lb', ''), containerDefinitions } as never);
    },
    with: { service: 'lb', image: '', 'task-definition-arn': 'lb:2' },
    finding: {
      level: 'FAIL',
      check: 'target-groups',
      code: 'network-misconfigured',
      what: 'sends to port 8080 of container app',
    },
  },
  {
    name: 'a target group that is gone',
    given: async (shop) => {
      await addBalancedService(shop);
      refuseTargetGroups(shop, targetGroupNotFound().message);
    },
    with: { service: 'lb' },
    finding: { level: 'FAIL', check: 'target-groups', code: 'not-found', what: 'does not exist' },
  },
  {
    name: 'a target group without a listener',
    given: async (shop) => {
      await addBalancedService(shop);
      await deleteBalancer(shop);
    },
    with: { service: 'lb' },
    finding: {
      level: 'FAIL',
      check: 'target-groups',
      code: 'network-misconfigured',
      where: 'target group lb',
      what: 'has no load balancer',
      fix: 'Forward a listener or a rule to target group lb',
    },
  },
  {
    name: 'a target group of machines',
    given: (shop) => addBalancedService(shop, { group: { TargetType: 'instance' } }),
    with: { service: 'lb' },
    finding: { level: 'FAIL', check: 'target-groups', what: 'takes targets of type instance' },
  },
];

/** The error code tells it, whatever the sentence. */
export const twins: readonly Twin[] = [
  {
    name: 'preflight finds that a target group is gone',
    words: targetGroupNotFound().message,
    code: 'not-found',
    facts: 'not-found',
    run: (words) =>
      lookAt('lb', async (shop) => {
        await addBalancedService(shop);
        refuseTargetGroups(shop, words);
      }),
  },
];
