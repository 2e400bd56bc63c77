import { type Ec2State, home, type Rule, type SecurityGroup, type Subnet } from './model.ts';

/** A subnet as DescribeSubnets shows it. */
export const subnetView = (
  { world }: Ec2State,
  { id, vpc = home, free = 250, block = '10.0.0.0/24', owner = world.account }: Subnet,
) => ({
  subnetId: id,
  vpcId: vpc,
  state: 'available',
  cidrBlock: block,
  availableIpAddressCount: free,
  ownerId: owner,
});

/** A security group as DescribeSecurityGroups shows it. */
export const groupView = (
  { world }: Ec2State,
  { id, vpc = home, ingress = [{ block: '0.0.0.0/0' }], egress = [{ block: '0.0.0.0/0' }] }: SecurityGroup,
) => ({
  groupId: id,
  groupName: id,
  vpcId: vpc,
  ownerId: world.account,
  ipPermissions: ingress.map((rule) => ruleView(world.account, rule)),
  ipPermissionsEgress: egress.map((rule) => ruleView(world.account, rule)),
});

const ruleView = (account: string, { port, block, group, prefixList }: Rule) => ({
  ipProtocol: port === undefined ? '-1' : 'tcp',
  ...(port === undefined ? {} : { fromPort: port, toPort: port }),
  groups: group === undefined ? [] : [{ userId: account, groupId: group }],
  ipRanges: block === undefined ? [] : [{ cidrIp: block }],
  ipv6Ranges: [],
  prefixListIds: prefixList === undefined ? [] : [{ prefixListId: prefixList }],
});
