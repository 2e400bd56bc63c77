import * as z from 'zod';
import type { Operation } from '../service.ts';
import { checkHealth } from './check-health.ts';
import { leave } from './deregister-target.ts';
import { arnOf, type ElbState, type HealthCheck, hexId, listenersOf, type TargetGroup } from './model.ts';
import { listOf, readInput, switched, whole } from './read-input.ts';
import { duplicateTargetGroup, groupInUse, targetGroupNotFound } from './texts.ts';

const checkShape = {
  HealthCheckProtocol: z.string().optional(),
  HealthCheckPort: z.string().optional(),
  HealthCheckEnabled: switched.optional(),
  HealthCheckPath: z.string().optional(),
  HealthCheckIntervalSeconds: whole.min(5).max(300).optional(),
  HealthCheckTimeoutSeconds: whole.min(2).max(120).optional(),
  HealthyThresholdCount: whole.min(2).max(10).optional(),
  UnhealthyThresholdCount: whole.min(2).max(10).optional(),
  Matcher: z.object({ HttpCode: z.string().optional(), GrpcCode: z.string().optional() }).optional(),
};

const createShape = z.object({
  Name: z.string().regex(/^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/),
  Protocol: z.string().default('HTTP'),
  ProtocolVersion: z.string().default('HTTP1'),
  Port: whole.default(80),
  VpcId: z.string().default('vpc-local'),
  TargetType: z.string().default('instance'),
  ...checkShape,
});

const modifyShape = z.object({ TargetGroupArn: z.string(), ...checkShape });
const attributesShape = z.object({
  TargetGroupArn: z.string(),
  Attributes: listOf(z.object({ Key: z.string(), Value: z.string() })),
});
const describeShape = z.object({
  LoadBalancerArn: z.string().optional(),
  TargetGroupArns: listOf(z.string()),
  Names: listOf(z.string()),
});
const byArn = z.object({ TargetGroupArn: z.string() });

/** AWS's defaults, API reference `CreateTargetGroup` and "Target group attributes". */
const defaults: HealthCheck = {
  enabled: true,
  protocol: 'HTTP',
  port: 'traffic-port',
  path: '/',
  interval: 30,
  timeout: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: '200',
};
const defaultAttributes = {
  'deregistration_delay.timeout_seconds': '300',
  'load_balancing.algorithm.type': 'round_robin',
  'slow_start.duration_seconds': '0',
  'stickiness.enabled': 'false',
  'stickiness.type': 'lb_cookie',
};

/** The operations on target groups. */
export function targetGroupOperations(state: ElbState): Record<string, Operation> {
  return {
    CreateTargetGroup: (input) => ({ TargetGroups: [shown(state, createTargetGroup(state, input))] }),
    DescribeTargetGroups: (input) => ({ TargetGroups: select(state, input).map((group) => shown(state, group)) }),
    ModifyTargetGroup: (input) => {
      const asked = readInput(modifyShape, input);
      const group = findTargetGroup(state, asked.TargetGroupArn);
      group.healthCheck = changed(group.healthCheck, asked);
      return { TargetGroups: [shown(state, group)] };
    },
    DeleteTargetGroup: (input) => {
      const group = findTargetGroup(state, readInput(byArn, input).TargetGroupArn);
      if (listenersOf(state, group.arn).length > 0) throw groupInUse(group.arn);
      for (const entry of [...group.targets.values()]) leave(state, group, entry);
      state.targetGroups.delete(group.arn);
      return {};
    },
    DescribeTargetGroupAttributes: (input) =>
      attributesOf(findTargetGroup(state, readInput(byArn, input).TargetGroupArn)),
    ModifyTargetGroupAttributes: (input) => {
      const asked = readInput(attributesShape, input);
      const group = findTargetGroup(state, asked.TargetGroupArn);
      for (const { Key, Value } of asked.Attributes) group.attributes.set(Key, Value);
      return attributesOf(group);
    },
  };
}

/** The group of an ARN. Throws AWS's `TargetGroupNotFound`. */
export function findTargetGroup(state: ElbState, arn: string): TargetGroup {
  const group = state.targetGroups.get(arn);
  if (group === undefined) throw targetGroupNotFound();
  return group;
}

/** Starts the checks of a group's targets when its first listener comes. */
export function putInUse(state: ElbState, arn: string): void {
  const group = findTargetGroup(state, arn);
  for (const entry of group.targets.values()) {
    if (entry.health.state === 'unused') checkHealth(state, group, entry);
  }
}

function createTargetGroup(state: ElbState, input: unknown): TargetGroup {
  const asked = readInput(createShape, input);
  const healthCheck = changed({ ...defaults, protocol: asked.Protocol }, asked);
  const same = [...state.targetGroups.values()].find((group) => group.name === asked.Name);
  if (same !== undefined) {
    const alike = same.port === asked.Port && same.protocol === asked.Protocol && same.vpcId === asked.VpcId;
    if (alike && JSON.stringify(same.healthCheck) === JSON.stringify(healthCheck)) return same;
    throw duplicateTargetGroup(asked.Name);
  }
  const group: TargetGroup = {
    arn: arnOf(state.world, `targetgroup/${asked.Name}/${hexId(state.world)}`),
    name: asked.Name,
    protocol: asked.Protocol,
    protocolVersion: asked.ProtocolVersion,
    port: asked.Port,
    vpcId: asked.VpcId,
    targetType: asked.TargetType,
    healthCheck,
    attributes: new Map(Object.entries(defaultAttributes)),
    targets: new Map(),
    turn: 0,
  };
  state.targetGroups.set(group.arn, group);
  return group;
}

function select(state: ElbState, input: unknown): readonly TargetGroup[] {
  const { LoadBalancerArn, TargetGroupArns, Names } = readInput(describeShape, input);
  const groups = [...state.targetGroups.values()];
  const missing =
    TargetGroupArns.some((arn) => !state.targetGroups.has(arn)) ||
    Names.some((name) => !groups.some((group) => group.name === name));
  if (missing) throw targetGroupNotFound();
  return groups.filter(
    (group) =>
      (TargetGroupArns.length === 0 || TargetGroupArns.includes(group.arn)) &&
      (Names.length === 0 || Names.includes(group.name)) &&
      (LoadBalancerArn === undefined || balancersOf(state, group).includes(LoadBalancerArn)),
  );
}

const changed = (check: HealthCheck, asked: Partial<z.output<typeof modifyShape>>): HealthCheck => ({
  enabled: asked.HealthCheckEnabled ?? check.enabled,
  protocol: asked.HealthCheckProtocol ?? check.protocol,
  port: asked.HealthCheckPort ?? check.port,
  path: asked.HealthCheckPath ?? check.path,
  interval: asked.HealthCheckIntervalSeconds ?? check.interval,
  timeout: asked.HealthCheckTimeoutSeconds ?? check.timeout,
  healthyThreshold: asked.HealthyThresholdCount ?? check.healthyThreshold,
  unhealthyThreshold: asked.UnhealthyThresholdCount ?? check.unhealthyThreshold,
  matcher: asked.Matcher?.HttpCode ?? check.matcher,
});

const balancersOf = (state: ElbState, group: TargetGroup): readonly string[] => [
  ...new Set(listenersOf(state, group.arn).map((listener) => listener.loadBalancerArn)),
];

const attributesOf = (group: TargetGroup) => ({
  Attributes: [...group.attributes].map(([Key, Value]) => ({ Key, Value })),
});

const shown = (state: ElbState, group: TargetGroup) => ({
  TargetGroupArn: group.arn,
  TargetGroupName: group.name,
  Protocol: group.protocol,
  ProtocolVersion: group.protocolVersion,
  Port: group.port,
  VpcId: group.vpcId,
  TargetType: group.targetType,
  IpAddressType: 'ipv4',
  HealthCheckProtocol: group.healthCheck.protocol,
  HealthCheckPort: group.healthCheck.port,
  HealthCheckEnabled: group.healthCheck.enabled,
  HealthCheckPath: group.healthCheck.path,
  HealthCheckIntervalSeconds: group.healthCheck.interval,
  HealthCheckTimeoutSeconds: group.healthCheck.timeout,
  HealthyThresholdCount: group.healthCheck.healthyThreshold,
  UnhealthyThresholdCount: group.healthCheck.unhealthyThreshold,
  Matcher: { HttpCode: group.healthCheck.matcher },
  LoadBalancerArns: balancersOf(state, group),
});
