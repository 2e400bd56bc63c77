import * as z from 'zod';
import type { Operation } from '../service.ts';
import { dropListener } from './listeners.ts';
import { arnOf, type ElbState, hexId, type LoadBalancer } from './model.ts';
import { listOf, readInput } from './read-input.ts';
import { duplicateLoadBalancer, loadBalancerNotFound } from './texts.ts';

const createShape = z.object({
  Name: z.string().regex(/^(?!-|internal-)[A-Za-z0-9-]{1,32}(?<!-)$/),
  Subnets: listOf(z.string()),
  SubnetMappings: listOf(z.object({ SubnetId: z.string() })),
  SecurityGroups: listOf(z.string()),
  Scheme: z.string().default('internet-facing'),
  Type: z.enum(['application', 'network']).default('application'),
});
const describeShape = z.object({ LoadBalancerArns: listOf(z.string()), Names: listOf(z.string()) });
const byArn = z.object({ LoadBalancerArn: z.string() });

/** The operations on load balancers. They are active at once. */
export function loadBalancerOperations(state: ElbState): Record<string, Operation> {
  return {
    CreateLoadBalancer: (input) => ({ LoadBalancers: [shown(state, createLoadBalancer(state, input))] }),
    DescribeLoadBalancers: (input) => {
      const { LoadBalancerArns, Names } = readInput(describeShape, input);
      const all = [...state.loadBalancers.values()];
      for (const arn of LoadBalancerArns) findLoadBalancer(state, arn);
      const absent = Names.filter((name) => !all.some((one) => one.name === name));
      if (absent.length > 0) throw loadBalancerNotFound(absent.join(', '));
      const chosen = all.filter(
        (one) =>
          (LoadBalancerArns.length === 0 || LoadBalancerArns.includes(one.arn)) &&
          (Names.length === 0 || Names.includes(one.name)),
      );
      return { LoadBalancers: chosen.map((one) => shown(state, one)) };
    },
    DeleteLoadBalancer: async (input) => {
      const arn = readInput(byArn, input).LoadBalancerArn;
      const own = [...state.listeners.values()].filter((listener) => listener.loadBalancerArn === arn);
      await Promise.all(own.map((listener) => dropListener(state, listener)));
      state.loadBalancers.delete(arn);
      return {};
    },
  };
}

/** The load balancer of an ARN. Throws AWS's `LoadBalancerNotFound`. */
function findLoadBalancer(state: ElbState, arn: string): LoadBalancer {
  const found = state.loadBalancers.get(arn);
  if (found === undefined) throw loadBalancerNotFound(arn);
  return found;
}

function createLoadBalancer(state: ElbState, input: unknown): LoadBalancer {
  const { world } = state;
  const asked = readInput(createShape, input);
  const same = [...state.loadBalancers.values()].find((one) => one.name === asked.Name);
  if (same?.scheme === asked.Scheme && same.type === asked.Type) return same;
  if (same !== undefined) throw duplicateLoadBalancer(asked.Name);
  const kind = asked.Type === 'network' ? 'net' : 'app';
  const made: LoadBalancer = {
    arn: arnOf(world, `loadbalancer/${kind}/${asked.Name}/${hexId(world)}`),
    name: asked.Name,
    dnsName: `${asked.Name}-${Math.floor(1e9 * (1 + world.random()))}.${world.region}.elb.amazonaws.com`,
    scheme: asked.Scheme,
    type: asked.Type,
    createdAt: new Date(world.clock.now()),
    subnets: [...asked.Subnets, ...asked.SubnetMappings.map((mapping) => mapping.SubnetId)],
    securityGroups: asked.SecurityGroups,
  };
  state.loadBalancers.set(made.arn, made);
  return made;
}

const shown = (state: ElbState, balancer: LoadBalancer) => ({
  LoadBalancerArn: balancer.arn,
  DNSName: balancer.dnsName,
  CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
  CreatedTime: balancer.createdAt,
  LoadBalancerName: balancer.name,
  Scheme: balancer.scheme,
  VpcId: 'vpc-local',
  State: { Code: 'active' },
  Type: balancer.type,
  AvailabilityZones: balancer.subnets.map((SubnetId, index) => ({
    ZoneName: `${state.world.region}${'abcdef'[index % 6]}`,
    SubnetId,
  })),
  SecurityGroups: balancer.securityGroups,
  IpAddressType: 'ipv4',
});
