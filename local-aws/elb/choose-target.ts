import type { ElbState, RegisteredTarget, TargetGroup, WeightedGroup } from './model.ts';

/**
 * The target that gets the next request, round robin; of several groups each gets its weight's share.
 * When a group has targets and all of them are unhealthy, they are used nevertheless, as AWS does ("fails open").
 * `undefined`: nobody can answer.
 */
export function chooseTarget(state: ElbState, groups: readonly WeightedGroup[]): RegisteredTarget | undefined {
  const group = weighted(state, groups);
  if (group === undefined) return undefined;
  const all = [...group.targets.values()];
  const healthy = all.filter((entry) => entry.health.state === 'healthy');
  const choice = healthy.length > 0 ? healthy : all.filter((entry) => entry.health.state === 'unhealthy');
  return choice[group.turn++ % choice.length];
}

function weighted(state: ElbState, groups: readonly WeightedGroup[]): TargetGroup | undefined {
  const total = groups.reduce((sum, group) => sum + group.weight, 0);
  let at = groups.length === 1 ? 0 : state.world.random() * total;
  for (const { targetGroupArn, weight } of groups) {
    if (weight > 0 && at < weight) return state.targetGroups.get(targetGroupArn);
    at -= weight;
  }
  return undefined;
}
