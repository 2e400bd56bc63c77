import * as z from 'zod';
import type { Operation } from '../service.ts';
import type { Target } from '../world.ts';
import { deregisterTarget } from './deregister-target.ts';
import { type ElbState, type TargetGroup, targetKey } from './model.ts';
import { listOf, readInput, whole } from './read-input.ts';
import { registerTarget } from './register-target.ts';
import { findTargetGroup } from './target-groups.ts';
import { invalidTarget, notRegistered, validationError } from './texts.ts';

const shape = z.object({
  TargetGroupArn: z.string(),
  Targets: listOf(z.object({ Id: z.string(), Port: whole.optional(), AvailabilityZone: z.string().optional() })),
});

/** The operations on targets. A target with a loopback address is checked and served for real. */
export function targetOperations(state: ElbState): Record<string, Operation> {
  const read = (input: unknown) => {
    const { TargetGroupArn, Targets } = readInput(shape, input);
    const group = findTargetGroup(state, TargetGroupArn);
    return { group, targets: Targets.map(({ Id, Port }) => target(group, Id, Port)) };
  };
  return {
    RegisterTargets: (input) => {
      const { group, targets } = read(input);
      if (targets.length === 0) throw validationError('Targets must not be empty');
      for (const one of targets) registerTarget(state, group, one);
      return {};
    },
    DeregisterTargets: (input) => {
      const { group, targets } = read(input);
      const unknown = targets.filter((one) => !group.targets.has(targetKey(one)));
      if (unknown.length > 0) throw invalidTarget(unknown.map((one) => one.id));
      for (const one of targets) deregisterTarget(state, group, one);
      return {};
    },
    DescribeTargetHealth: (input) => {
      const { group, targets } = read(input);
      const registered = [...group.targets.values()].map((entry) => entry.target);
      return {
        TargetHealthDescriptions: (targets.length === 0 ? registered : targets).map((one) => described(group, one)),
      };
    },
  };
}

const target = (group: TargetGroup, id: string, port = group.port): Target => ({
  id,
  port,
  ...(/^127\./.test(id) ? { address: `${id}:${port}` } : {}),
});

function described(group: TargetGroup, { id, port }: Target) {
  const health = group.targets.get(targetKey({ id, port }))?.health ?? notRegistered;
  return {
    Target: { Id: id, Port: port },
    HealthCheckPort: group.healthCheck.port === 'traffic-port' ? String(port) : group.healthCheck.port,
    TargetHealth: { State: health.state, Reason: health.reason, Description: health.description },
  };
}
