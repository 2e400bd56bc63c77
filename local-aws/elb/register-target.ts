import type { Target, TargetHealth } from '../world.ts';
import { checkHealth } from './check-health.ts';
import { leave } from './deregister-target.ts';
import { type ElbState, type RegisteredTarget, type TargetGroup, targetKey } from './model.ts';
import { notRegistered } from './texts.ts';

/** Adds a target to a group and starts its health checks. Registering a target again changes nothing, unless it drains. */
export function registerTarget(
  state: ElbState,
  group: TargetGroup,
  target: Target,
  onHealth: (health: TargetHealth) => void = () => {},
): void {
  const known = group.targets.get(targetKey(target));
  if (known !== undefined && known.health.state !== 'draining') return;
  if (known !== undefined) leave(state, group, known);
  const entry: RegisteredTarget = {
    target,
    onHealth,
    health: notRegistered,
    passes: 0,
    failures: 0,
    cancel: () => {},
    gone: false,
    inFlight: new Set(),
    whenGone: [],
  };
  group.targets.set(targetKey(target), entry);
  checkHealth(state, group, entry);
}
