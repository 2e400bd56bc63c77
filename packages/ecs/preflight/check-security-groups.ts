import { AwsError } from '#aws/aws-error';
import { coversBlock } from './covers-block.ts';
import { type Finding, findings } from './finding.ts';
import { fetchedFrom, networkOf } from './network-of.ts';
import { type Rule, readSecurityGroups, readSubnets, type SecurityGroup } from './read-ec2.ts';
import { type BalancedPort, readBalancers } from './read-elb.ts';
import type { PreflightCheck, ServiceUnderCheck } from './service-under-check.ts';

const { ok, fail, skip } = findings('security-groups');

/**
 * The security groups of the tasks let out what tasks on Fargate start with (port 443), and let in what the load
 * balancer sends and checks: from its own groups, or from the blocks of its subnets.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html
 */
export const checkSecurityGroups: PreflightCheck = async (service) => {
  const network = networkOf(service.live.facts);
  if (network === undefined || network.securityGroups.length === 0) return [];
  const groups = await existing(service, network.securityGroups);
  if (groups.length === 0) return [];
  const fetches = network.fetchesItself && fetchedFrom(service.definition).length > 0;
  const ports = service.definition.networkMode === 'awsvpc' ? await readBalancers(service.aws, service.live.facts) : [];
  return [
    ...(fetches ? [checkWayOut(groups)] : []),
    ...(await Promise.all(ports.map((port) => checkWayIn(service, groups, port)))),
  ];
};

/** Those that do not exist are told by another check. */
async function existing({ aws }: ServiceUnderCheck, ids: readonly string[]): Promise<readonly SecurityGroup[]> {
  try {
    return await readSecurityGroups(aws, ids);
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'not-found') return [];
    throw error;
  }
}

const namesOf = (groups: readonly SecurityGroup[]): string => `security group ${groups.map(({ id }) => id).join(', ')}`;

const isFor = ({ protocol, from, to }: Rule, port: number): boolean =>
  protocol === '-1' || (/^(tcp|6)$/.test(protocol) && (from ?? 0) <= port && port <= (to ?? 65_535));

function checkWayOut(groups: readonly SecurityGroup[]): Finding {
  const where = namesOf(groups);
  const rules = groups.flatMap(({ egress }) => egress).filter((rule) => isFor(rule, 443));
  if (rules.length > 0) return ok(where, 'lets port 443 out');
  return fail({
    where,
    what: 'lets nothing out on port 443: tasks can fetch neither images nor secrets',
    code: 'network-misconfigured',
    fix: `Allow outgoing TCP 443 in ${where}.`,
  });
}

async function checkWayIn(
  { aws, live }: ServiceUnderCheck,
  groups: readonly SecurityGroup[],
  { balancer, port, securityGroups, subnets }: BalancedPort,
): Promise<Finding> {
  const where = namesOf(groups);
  if (securityGroups.length === 0) return skip(where, `not judged: ${balancer} has no security groups of its own`);
  const rules = groups.flatMap(({ ingress }) => ingress).filter((rule) => isFor(rule, port));
  const said = `port ${port} from ${balancer}`;
  if (rules.some((rule) => rule.groups.some((id) => securityGroups.includes(id)))) return ok(where, `lets ${said} in`);
  const blocks = rules.flatMap((rule) => rule.blocks);
  const needed = blocks.length === 0 ? [] : (await readSubnets(aws, subnets)).map(({ block }) => block);
  if (needed.length > 0 && needed.every((one) => blocks.some((block) => coversBlock(block, one)))) {
    return ok(where, `lets ${said} in`);
  }
  if (rules.some(({ prefixLists }) => prefixLists.length > 0)) {
    return skip(where, `not judged: whether it lets ${said} in stands in a prefix list`);
  }
  return fail({
    where,
    what: `does not let ${said} in: its health checks fail`,
    code: 'network-misconfigured',
    fix: `Allow incoming TCP ${port} from ${securityGroups.join(', ')} in ${where} (service ${live.row}).`,
  });
}
