import { AwsError } from '#aws/aws-error';
import type { Aws } from '#aws/client';
import { type Finding, findings } from './finding.ts';
import { fetchedFrom, networkOf, type TaskNetwork } from './network-of.ts';
import { type RouteTable, readEndpoints, readRouteTables, readSubnets, type Subnet } from './read-ec2.ts';
import type { PreflightCheck, ServiceUnderCheck } from './service-under-check.ts';

const { ok, fail, warn, skip } = findings('routes');

/** How a packet leaves a subnet. `unknown`: by a route that leads somewhere, and nobody can say how far. */
type Way = { readonly kind: 'out' | 'unknown' } | { readonly kind: 'none'; readonly why: string };

/**
 * Tasks on Fargate reach what they start with: by a default route (through an internet gateway only with a public IP),
 * or by the endpoints of their network, each of which counts for all of its subnets. Subnets that another account shares cannot be judged: its endpoints are not seen.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
export const checkRoutes: PreflightCheck = async (service) => {
  const network = networkOf(service.live.facts);
  if (network === undefined || !network.fetchesItself) return [];
  const subnets = await existing(service.aws, network);
  if (subnets.length === 0) return [];
  const account = service.live.facts.clusterArn.split(':')[4];
  const own = subnets.filter(({ owner }) => owner === account);
  if (own.length < subnets.length) {
    return [skip(`service ${service.live.row}`, 'not looked at: another account shares its subnets')];
  }
  const tables = await readRouteTables(service.aws, own);
  const ways = own.map((subnet, at) => ({ subnet, way: wayOut(tables[at], network) }));
  const shut = ways.flatMap(({ subnet, way }) => (way.kind === 'none' ? [{ subnet, why: way.why }] : []));
  const [first] = shut;
  if (first === undefined) return [open(service, ways)];
  const missing = await missingEndpoints(service, first.subnet.vpc);
  const parts = { service, why: first.why, missing, names: shut.map(({ subnet }) => subnet.id).join(', ') };
  return [shut.length < own.length ? partlyShut(parts) : allShut(parts)];
};

/** Those that do not exist are told by another check. */
async function existing(aws: Aws, { subnets }: TaskNetwork): Promise<readonly Subnet[]> {
  try {
    return await readSubnets(aws, subnets);
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'not-found') return [];
    throw error;
  }
}

const isDefault = (to: string): boolean => to === '0.0.0.0/0';

function wayOut(table: RouteTable | undefined, { publicIp }: TaskNetwork): Way {
  if (table === undefined) return { kind: 'unknown' };
  const main = table.routes.find(({ to }) => isDefault(to));
  if (main === undefined) {
    const others = table.routes.filter(({ via, isDead }) => via !== 'local' && !via.startsWith('vpce-') && !isDead);
    return others.length > 0 ? { kind: 'unknown' } : { kind: 'none', why: `${table.id} has no route out` };
  }
  if (main.isDead) return { kind: 'none', why: `the route out of ${table.id} leads to what is gone (${main.via})` };
  if (!main.via.startsWith('igw-') || publicIp) return { kind: 'out' };
  return { kind: 'none', why: `${table.id} leads out through ${main.via}, and tasks have no public IP` };
}

function open({ live }: ServiceUnderCheck, ways: readonly { readonly way: Way }[]): Finding {
  const where = `service ${live.row}`;
  if (ways.some(({ way }) => way.kind === 'unknown')) {
    return skip(where, 'not judged: its routes lead where nobody can look');
  }
  return ok(where, 'its tasks have a way out');
}

async function missingEndpoints({ aws, definition }: ServiceUnderCheck, vpc: string): Promise<readonly string[]> {
  const there = await readEndpoints(aws, vpc);
  return fetchedFrom(definition).filter((name) => !there.includes(name));
}

interface Shut {
  readonly service: ServiceUnderCheck;
  readonly why: string;
  readonly missing: readonly string[];
  /** Of the subnets. */
  readonly names: string;
}

function allShut({ service: { live }, why, missing, names }: Shut): Finding {
  const where = `service ${live.row}`;
  if (missing.length === 0) return ok(where, `${names}: no way out, and endpoints for everything that it fetches`);
  return fail({ where, ...told(why, missing, names), code: 'network-misconfigured', fix: fixOf(where, missing) });
}

/** Tasks that are put into the others start. */
function partlyShut({ service: { live }, why, missing, names }: Shut): Finding {
  const where = `service ${live.row}`;
  if (missing.length === 0) return ok(where, 'its tasks have a way out, or endpoints for everything that they fetch');
  return warn({ where, ...told(why, missing, names), code: 'network-misconfigured', fix: fixOf(where, missing) });
}

const told = (why: string, missing: readonly string[], names: string) => ({
  what: `tasks in ${names} cannot reach ${missing.join(', ')}: ${why}`,
});

function fixOf(where: string, missing: readonly string[]): string {
  const endpoints = missing.filter((name) => name !== 'internet');
  const or = missing.includes('internet') ? '' : `, or VPC endpoints for ${endpoints.join(', ')}`;
  return `Give the subnets of ${where} a NAT gateway, or its tasks a public IP (assignPublicIp ENABLED) in public subnets${or}.`;
}
