import { AwsFault, type Service } from '../service.ts';
import { groupMissing, subnetMissing } from './texts.ts';

export interface Subnet {
  readonly id: string;
  readonly vpc: string;
  /** Addresses that are free; default 250. */
  readonly free?: number;
}

export interface SecurityGroup {
  readonly id: string;
  readonly vpc: string;
}

export interface Ec2 {
  readonly service: Service;
  /** Before the first is added, every subnet and group that is asked for exists, in one VPC. */
  addSubnet(subnet: Subnet): void;
  addSecurityGroup(group: SecurityGroup): void;
}

const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const home = 'vpc-1';

/** EC2, as far as a task's network is looked at. Texts: EC2 API reference, "Error codes". */
export function createEc2(): Ec2 {
  const subnets = new Map<string, Subnet>();
  const groups = new Map<string, SecurityGroup>();
  const find = <T extends { readonly vpc: string }>(known: Map<string, T>, id: string, fault: AwsFault) => {
    const found = known.get(id);
    if (found === undefined && known.size > 0) throw fault;
    return found;
  };
  return {
    service: {
      name: 'ec2',
      protocol: { kind: 'query', apiVersion: '2016-11-15', namespace },
      operations: {
        DescribeSubnets: ({ SubnetId = [] }: { readonly SubnetId?: readonly string[] }) => ({
          subnetSet: SubnetId.map((id) => {
            const missing = new AwsFault('InvalidSubnetID.NotFound', subnetMissing(id));
            const { vpc = home, free = 250 } = find(subnets, id, missing) ?? {};
            return { subnetId: id, vpcId: vpc, state: 'available', availableIpAddressCount: free };
          }),
        }),
        DescribeSecurityGroups: ({ GroupId = [] }: { readonly GroupId?: readonly string[] }) => ({
          securityGroupInfo: GroupId.map((id) => {
            const missing = new AwsFault('InvalidGroup.NotFound', groupMissing(id));
            const { vpc = home } = find(groups, id, missing) ?? {};
            return { groupId: id, groupName: id, vpcId: vpc };
          }),
        }),
      },
    },
    addSubnet: (subnet) => void subnets.set(subnet.id, subnet),
    addSecurityGroup: (group) => void groups.set(group.id, group),
  };
}
