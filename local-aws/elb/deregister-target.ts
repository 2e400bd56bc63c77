import { become, enter } from './check-health.ts';
import { type ElbState, type RegisteredTarget, type TargetGroup, targetKey } from './model.ts';
import { draining, notRegistered } from './texts.ts';

/**
 * Takes a target out of a group: no new request reaches it from now on; when the group's deregistration delay is over,
 * what is still in flight is cut, the target is gone and `drained` is called.
 * The whole delay is waited for, also without a request in flight: AWS shows the target as draining for that long,
 * and that is what ECS waits for ("Deregistration delay" in the guide for Application Load Balancers).
 */
export function deregisterTarget(
  state: ElbState,
  group: TargetGroup,
  target: { readonly id: string; readonly port: number },
  drained: () => void = () => {},
): void {
  const { clock } = state.world;
  const entry = group.targets.get(targetKey(target));
  if (entry === undefined) {
    clock.at(clock.now(), drained);
    return;
  }
  entry.whenGone.push(drained);
  if (entry.health.state === 'draining') return;
  entry.cancel();
  const used = entry.health.state !== 'unused';
  if (used) become(state, group, entry, draining);
  entry.cancel = clock.at(clock.now() + (used ? delayMs(state, group) : 0), () => leave(state, group, entry));
}

const delayMs = (state: ElbState, group: TargetGroup): number =>
  state.options.draining === false ? 0 : Number(group.attributes.get('deregistration_delay.timeout_seconds')) * 1000;

/** The end of a target: whatever is still in flight is cut. */
export function leave(state: ElbState, group: TargetGroup, entry: RegisteredTarget): void {
  entry.cancel();
  entry.gone = true;
  enter(state, group, entry, notRegistered);
  if (group.targets.get(targetKey(entry.target)) === entry) group.targets.delete(targetKey(entry.target));
  for (const request of entry.inFlight) request.destroy();
  entry.agent?.destroy();
  for (const told of entry.whenGone) told();
}
