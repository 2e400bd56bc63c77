import type { Service } from '../service.ts';
import type { TargetGroups, World } from '../world.ts';
import { deregisterTarget, leave } from './deregister-target.ts';
import { directRule } from './direct-rule.ts';
import { dropListener, listenerOperations } from './listeners.ts';
import { loadBalancerOperations } from './load-balancers.ts';
import { type ElbOptions, type ElbState, listenersOf } from './model.ts';
import { registerTarget } from './register-target.ts';
import { findTargetGroup, targetGroupOperations } from './target-groups.ts';
import { targetOperations } from './targets.ts';

/** Elastic Load Balancing (v2): the API, health checks on the world's clock and, with `listen`, real traffic. */
export interface Elb extends TargetGroups {
  readonly service: Service;
  /** Whether a listener sends requests to the group: ECS refuses a service behind a group that has none. */
  inUse(targetGroupArn: string): boolean;
  /** Where a listener can be reached from this machine, `127.0.0.1:34567`; absent without a data plane. */
  address(listenerArn: string): string | undefined;
  /** Stops checks and listeners; what is in flight is cut. */
  close(): Promise<void>;
}

export function createElb(world: World, options: ElbOptions = {}): Elb {
  const state: ElbState = {
    world,
    options,
    loadBalancers: new Map(),
    targetGroups: new Map(),
    listeners: new Map(),
  };
  return {
    service: {
      name: 'elasticloadbalancing',
      protocol: {
        kind: 'query',
        apiVersion: '2015-12-01',
        namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
      },
      operations: {
        ...loadBalancerOperations(state),
        ...targetGroupOperations(state),
        ...listenerOperations(state),
        ...targetOperations(state),
      },
    },
    exists: (arn) => state.targetGroups.has(arn),
    inUse: (arn) => listenersOf(state, arn).length > 0,
    address: (arn) => state.listeners.get(arn)?.plane?.address,
    register: (arn, target, onHealth) => registerTarget(state, findTargetGroup(state, arn), target, onHealth),
    deregister: (arn, target, drained) => deregisterTarget(state, findTargetGroup(state, arn), target, drained),
    direct: (rule, groups) => directRule(state, rule, groups),
    async close() {
      for (const group of state.targetGroups.values()) {
        for (const entry of [...group.targets.values()]) leave(state, group, entry);
      }
      await Promise.all([...state.listeners.values()].map((listener) => dropListener(state, listener)));
    },
  };
}
