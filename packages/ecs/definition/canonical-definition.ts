import { type Container, type Definition, registrable } from './task-definition.ts';

type Value = unknown;
type Members = Readonly<Record<string, Value>>;

/** What ECS fills in by itself when it is left out; absent and this mean the same. */
const containerDefaults: Members = { cpu: 0, essential: true, versionConsistency: 'enabled', privileged: false };
const healthCheckDefaults: Members = { interval: 30, timeout: 5, retries: 3 };

/**
 * A definition in the one form that all ways to write the same thing share: without read-only members, tags, defaults
 * and empty parts, names sorted. For comparing only, never to be registered. Empty strings mean something and stay.
 */
export function canonicalDefinition(definition: Definition): Members {
  const { tags: _, containerDefinitions, cpu, memory, ...rest } = registrable(definition);
  const fargate = Array.isArray(rest.requiresCompatibilities) && rest.requiresCompatibilities.includes('FARGATE');
  const network = rest.networkMode ?? (fargate ? 'awsvpc' : undefined);
  const canonical = {
    ...rest,
    networkMode: network,
    cpu: cpu === undefined ? undefined : units(String(cpu), 'vcpu'),
    memory: memory === undefined ? undefined : units(String(memory), 'gb'),
    enableFaultInjection: rest.enableFaultInjection === false ? undefined : rest.enableFaultInjection,
    requiresCompatibilities: sorted(rest.requiresCompatibilities),
    volumes: byName(rest.volumes),
    containerDefinitions: byName(containerDefinitions.map((container) => canonicalContainer(container, network))),
  };
  return (compact(canonical) ?? {}) as Members;
}

/** Whether ECS would run the same for both. */
export const sameDefinition = (a: Definition, b: Definition): boolean =>
  JSON.stringify(canonicalDefinition(a)) === JSON.stringify(canonicalDefinition(b));

function canonicalContainer(container: Container, network: Value): Members {
  const { healthCheck, portMappings, mountPoints } = container;
  return {
    ...without(container, containerDefaults),
    environment: byName(container.environment),
    secrets: byName(container.secrets),
    healthCheck: isMembers(healthCheck) ? without(healthCheck, healthCheckDefaults) : healthCheck,
    portMappings: each(portMappings, (mapping) => canonicalPort(mapping, network)),
    mountPoints: each(mountPoints, (mount) => without(mount, { readOnly: false })),
  };
}

/** Outside bridge networks the host port is the container port. */
function canonicalPort(mapping: Members, network: Value): Members {
  const ownNetwork = network === 'awsvpc' || network === 'host';
  return without(mapping, { protocol: 'tcp', hostPort: ownNetwork ? mapping.containerPort : 0 });
}

/** `.5 vCPU`, `0.5vcpu`, `1 GB`, `512` as ECS answers them: CPU units and MiB. */
function units(text: string, unit: 'vcpu' | 'gb'): string {
  const [, amount, named] = /^\s*([\d.]+)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  if (amount === undefined || (named !== '' && named?.toLowerCase() !== unit)) return text;
  return String(named === '' ? Number(amount) : Number(amount) * 1024);
}

const isMembers = (value: Value): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const without = (value: Members, defaults: Members): Members =>
  Object.fromEntries(Object.entries(value).filter(([member, held]) => held !== defaults[member] || held === undefined));

const each = (list: Value, change: (item: Members) => Members): Value =>
  Array.isArray(list) ? list.map((item: Value) => (isMembers(item) ? change(item) : item)) : list;

const sorted = (list: Value): Value => (Array.isArray(list) ? [...list].sort() : list);

const nameIn = (item: Value): string => (isMembers(item) ? String(item.name ?? '') : String(item));
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byName = (list: Value): Value =>
  Array.isArray(list) ? [...list].sort((a, b) => compareText(nameIn(a), nameIn(b))) : list;

/** Members sorted by name; null, empty lists and empty objects count as absent, except as items of a list. */
function compact(value: Value): Value {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => compact(item) ?? null);
  if (!isMembers(value)) return value;
  const entries = Object.entries(value)
    .map(([member, held]) => [member, compact(held)] as const)
    .filter(([, held]) => held !== undefined)
    .sort(([a], [b]) => compareText(a, b));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
