import type { Definition } from '../definition/task-definition.ts';
import { findings } from './finding.ts';
import { balancersOf } from './read-elb.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail } = findings('target-groups');

/** The container and the port that a load balancer sends to stand in the task definition: UpdateService refuses others. */
export const checkPorts: PreflightCheck = ({ live, definition }) =>
  balancersOf(live.facts).map(({ targetGroupArn, containerName = '', containerPort = 0 }) => {
    const where = targetGroupArn === undefined ? `service ${live.row}` : `target group ${targetGroupArn.split('/')[1]}`;
    if (offers(definition, containerName, containerPort)) return ok(where, `port ${containerPort} of ${containerName}`);
    return fail({
      where,
      what: `sends to port ${containerPort} of container ${containerName}, which the task definition does not have`,
      code: 'network-misconfigured',
      fix: `Add the port mapping ${containerPort} to container ${containerName}, or change the load balancer of service ${live.row}.`,
    });
  });

interface Mapping {
  readonly containerPort?: number;
  readonly containerPortRange?: string;
}

function offers(definition: Definition, container: string, port: number): boolean {
  const found = definition.containerDefinitions.find(({ name }) => name === container);
  const mappings = (found?.portMappings ?? []) as readonly Mapping[];
  return mappings.some(({ containerPort, containerPortRange }) => {
    const [from = Number.NaN, to = Number.NaN] = (containerPortRange ?? '').split('-').map(Number);
    return containerPort === port || (port >= from && port <= to);
  });
}
