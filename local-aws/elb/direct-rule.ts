import { direct } from './listeners.ts';
import type { ElbState, WeightedGroup } from './model.ts';

/** Points the listener with this rule (or this very listener) at weighted groups; `false` when there is none. */
export function directRule(state: ElbState, rule: string, groups: readonly WeightedGroup[]): boolean {
  const listener = [...state.listeners.values()].find(({ arn, ruleArn }) => arn === rule || ruleArn === rule);
  if (listener === undefined) return false;
  direct(state, listener, { kind: 'forward', groups });
  return true;
}
