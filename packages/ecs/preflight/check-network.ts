import { AwsError } from '#aws/aws-error';
import { callQuery } from '#aws/call-signed';
import type { Aws } from '#aws/client';
import { xmlTexts } from '#aws/read-xml';
import { type Finding, findings, skipped } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail, warn } = findings('network');
const version = '2016-11-15';

interface Network {
  readonly awsvpcConfiguration?: { readonly subnets?: readonly string[]; readonly securityGroups?: readonly string[] };
}

/** Subnets and security groups of the service exist, lie in one VPC, and have addresses left for new tasks. */
export const checkNetwork: PreflightCheck = async ({ aws, live, change }) => {
  const { networkConfiguration } = live.facts as { networkConfiguration?: Network };
  const { subnets = [], securityGroups = [] } = networkConfiguration?.awsvpcConfiguration ?? {};
  if (subnets.length === 0) return [];
  const [nets, groups] = await Promise.all([
    look(aws, 'DescribeSubnets', 'SubnetId', subnets, live.row),
    look(aws, 'DescribeSecurityGroups', 'GroupId', securityGroups, live.row),
  ]);
  const troubles = [nets, groups].flatMap((one) => (typeof one === 'string' ? [] : [one]));
  if (typeof nets !== 'string' || typeof groups !== 'string') return troubles;
  const vpcs = [...new Set([...xmlTexts(nets, 'vpcId'), ...xmlTexts(groups, 'vpcId')])];
  const where = `service ${live.row}`;
  if (vpcs.length > 1) {
    return [
      fail({
        where,
        what: `its subnets and security groups lie in different networks: ${vpcs.join(', ')}`,
        code: 'network-misconfigured',
        fix: `Give ${where} subnets and security groups of one VPC.`,
      }),
    ];
  }
  const free = xmlTexts(nets, 'availableIpAddressCount').reduce((sum, count) => sum + Number(count), 0);
  const wanted = change.desiredCount ?? live.facts.desiredCount;
  if (free < wanted) {
    return [
      warn({
        where,
        what: `${free} addresses are left in its subnets, and a rollout starts up to ${wanted} tasks more`,
        code: 'network-misconfigured',
        fix: `Add a subnet to ${where}, or let maximumPercent start fewer tasks at once.`,
      }),
    ];
  }
  return [
    ok(
      where,
      `${subnets.length} subnets and ${securityGroups.length} security groups exist, ${free} addresses are left`,
    ),
  ];
};

/** The answer, or what keeps it away. AWS names one id that does not exist, and says nothing of the others. */
async function look(
  aws: Aws,
  operation: string,
  member: string,
  ids: readonly string[],
  row: string,
): Promise<string | Finding> {
  if (ids.length === 0) return '';
  try {
    return await callQuery(
      aws,
      'ec2',
      version,
      operation,
      Object.fromEntries(ids.map((id, at) => [`${member}.${at + 1}`, id])),
    );
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== 'not-found') return skipped('network', `service ${row}`, error);
    return fail({
      where: `service ${row}`,
      what: error.message,
      code: 'network-misconfigured',
      fix: `Correct subnets and security groups of service ${row}.`,
    });
  }
}
