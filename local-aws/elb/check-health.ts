import type { TargetHealth } from '../world.ts';
import { type ElbState, listenersOf, type RegisteredTarget, type TargetGroup, targetKey } from './model.ts';
import { probeTarget } from './probe-target.ts';
import { firstChecks, healthy, notInUse, registering } from './texts.ts';

const registrationMs = 2_000;

/**
 * Starts to check a target, again and again until it leaves. A new target is healthy after one check that passes and
 * unhealthy after as many failed ones as the group's threshold; later both thresholds count.
 * Source: "Health checks for Application Load Balancer target groups". Without a listener in front of the group
 * nothing is checked and the target is `unused`.
 */
export function checkHealth(state: ElbState, group: TargetGroup, entry: RegisteredTarget): void {
  const { clock } = state.world;
  entry.cancel();
  entry.passes = 0;
  entry.failures = 0;
  if (listenersOf(state, group.arn).length === 0) {
    become(state, group, entry, notInUse);
    return;
  }
  become(state, group, entry, registering);
  entry.cancel = clock.at(clock.now() + (state.options.registrationMs ?? registrationMs), () => {
    become(state, group, entry, firstChecks);
    look(state, group, entry);
  });
}

/** Enters a state of health and tells it to the one who registered the target; the same state is told once. */
export function become(state: ElbState, group: TargetGroup, entry: RegisteredTarget, health: TargetHealth): void {
  if (enter(state, group, entry, health)) entry.onHealth(health);
}

/** Enters a state of health and records it. Returns whether it is another one than before. */
export function enter(state: ElbState, group: TargetGroup, entry: RegisteredTarget, health: TargetHealth): boolean {
  const before = entry.health;
  entry.health = health;
  if (before.state === health.state && before.reason === health.reason) return false;
  state.world.timeline.push({
    at: state.world.clock.now(),
    kind: 'elb.target',
    subject: `${group.arn}/${targetKey(entry.target)}`,
    state: health.state,
    ...(health.reason === undefined ? {} : { detail: { reason: health.reason } }),
  });
  return true;
}

function look(state: ElbState, group: TargetGroup, entry: RegisteredTarget): void {
  const { clock } = state.world;
  const check = group.healthCheck;
  const { address, scripted } = entry.target;
  entry.cancel = clock.at(clock.now() + check.interval * 1000, () => look(state, group, entry));
  if (!check.enabled) become(state, group, entry, healthy);
  else if (address === undefined) count(state, group, entry, scripted?.() ?? healthy);
  else {
    const busy = state.options.busy ?? ((work) => work());
    void busy(() => probeTarget(check, address, clock)).then((result) => count(state, group, entry, result));
  }
}

function count(state: ElbState, group: TargetGroup, entry: RegisteredTarget, result: TargetHealth): void {
  if (entry.gone || entry.health.state === 'draining') return;
  const passed = result.state === 'healthy';
  entry.passes = passed ? entry.passes + 1 : 0;
  entry.failures = passed ? 0 : entry.failures + 1;
  const { healthyThreshold, unhealthyThreshold } = group.healthCheck;
  const was = entry.health.state;
  if (passed && (was === 'initial' || entry.passes >= healthyThreshold)) become(state, group, entry, healthy);
  else if (!passed && (was === 'unhealthy' || entry.failures >= unhealthyThreshold)) {
    become(state, group, entry, { ...result, state: 'unhealthy' });
  }
}
