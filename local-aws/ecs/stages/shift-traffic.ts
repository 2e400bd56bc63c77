import type { LoadBalancer } from '@aws-sdk/client-ecs';
import type { Deployment, Ecs } from '../model.ts';

/** The target group that tasks of a deployment are registered with: blue and green take turns. */
export const groupOf = (balancer: LoadBalancer, slot: Deployment['slot']): string | undefined =>
  slot === 1
    ? (balancer.advancedConfiguration?.alternateTargetGroupArn ?? balancer.targetGroupArn)
    : balancer.targetGroupArn;

/**
 * Gives a deployment its percent of production and test traffic on the listener rules that its load balancers name; the
 * rest goes to the other target group. `false` when there is no such rule.
 */
export function shiftTraffic(
  { targetGroups }: Ecs,
  { launch, slot }: Deployment,
  { production, test }: { readonly production: number; readonly test: number },
): boolean {
  return launch.loadBalancers.every((balancer) => {
    const { productionListenerRule, testListenerRule } = balancer.advancedConfiguration ?? {};
    const [own, other] = [groupOf(balancer, slot), groupOf(balancer, slot === 0 ? 1 : 0)];
    const direct = (rule: string | undefined, percent: number): boolean => {
      if (rule === undefined || own === undefined || other === undefined || own === other) return true;
      const weights = [
        { targetGroupArn: other, weight: weightOf(100 - percent) },
        { targetGroupArn: own, weight: weightOf(percent) },
      ];
      return targetGroups?.direct?.(rule, weights) ?? true;
    };
    return direct(productionListenerRule, production) && direct(testListenerRule, test);
  });
}

/** Weights are whole numbers; a share below one percent is not nothing. */
const weightOf = (percent: number): number => (percent > 0 ? Math.max(1, Math.round(percent)) : 0);
