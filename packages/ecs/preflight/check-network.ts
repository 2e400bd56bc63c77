import { AwsError } from '#aws/aws-error';
import { type Finding, findings, skipped } from './finding.ts';
import { networkOf } from './network-of.ts';
import { readSecurityGroups, readSubnets } from './read-ec2.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail, warn } = findings('network');

/** Subnets and security groups of the service exist, lie in one VPC, and have addresses left for new tasks. */
export const checkNetwork: PreflightCheck = async ({ aws, live, change }) => {
  const network = networkOf(live.facts);
  if (network === undefined) return [];
  const where = `service ${live.row}`;
  const looks = [readSubnets(aws, network.subnets), readSecurityGroups(aws, network.securityGroups)] as const;
  const [subnets, groups] = await Promise.allSettled(looks);
  const troubles = [subnets, groups].flatMap((one) => (one.status === 'rejected' ? [trouble(where, one.reason)] : []));
  if (subnets.status === 'rejected' || groups.status === 'rejected') return troubles;
  const vpcs = [...new Set([...subnets.value, ...groups.value].map(({ vpc }) => vpc))];
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
  const free = subnets.value.reduce((sum, subnet) => sum + subnet.free, 0);
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
  const counts = `${network.subnets.length} subnets and ${network.securityGroups.length} security groups`;
  return [ok(where, `${counts} exist, ${free} addresses are left`)];
};

/** AWS names one id that does not exist, and says nothing of the others. */
function trouble(where: string, error: unknown): Finding {
  if (!(error instanceof AwsError) || error.kind !== 'not-found') return skipped('network', where, error);
  return fail({
    where,
    what: error.message,
    code: 'network-misconfigured',
    fix: `Correct subnets and security groups of ${where}.`,
  });
}
