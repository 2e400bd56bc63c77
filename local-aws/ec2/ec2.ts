import { AwsFault, type Service } from '../service.ts';
import type { World } from '../world.ts';
import { type Ec2State, home, type SecurityGroup, type Subnet } from './model.ts';
import { type Filter, readFilters } from './read-filters.ts';
import { groupView, subnetView } from './show-network.ts';
import { showTables } from './show-tables.ts';
import { groupMissing, subnetMissing } from './texts.ts';

export interface Ec2 {
  readonly service: Service;
  /** Before the first is added, every subnet and group that is asked for exists, in one VPC. */
  addSubnet(subnet: Subnet): void;
  addSecurityGroup(group: SecurityGroup): void;
  /** An endpoint of a network: `ecr.api`, `s3`. */
  addEndpoint(name: string, vpc?: string): void;
}

const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/';

interface Filtered {
  readonly Filter?: readonly Filter[];
}

/** EC2, as far as a task's network is looked at. Texts: EC2 API reference, "Error codes". */
export function createEc2(world: World): Ec2 {
  const state: Ec2State = { world, subnets: new Map(), groups: new Map(), endpoints: [] };
  return {
    service: {
      name: 'ec2',
      protocol: { kind: 'query', apiVersion: '2016-11-15', namespace },
      operations: {
        DescribeSubnets: ({ SubnetId = [] }: { readonly SubnetId?: readonly string[] }) => ({
          subnetSet: SubnetId.map((id) => {
            const fault = new AwsFault('InvalidSubnetID.NotFound', subnetMissing(id));
            return subnetView(state, find(state.subnets, id, fault));
          }),
        }),
        DescribeSecurityGroups: ({ GroupId = [] }: { readonly GroupId?: readonly string[] }) => ({
          securityGroupInfo: GroupId.map((id) => {
            const fault = new AwsFault('InvalidGroup.NotFound', groupMissing(id));
            return groupView(state, find(state.groups, id, fault));
          }),
        }),
        DescribeRouteTables: ({ Filter = [] }: Filtered) => ({
          routeTableSet: showTables(
            state,
            readFilters(Filter, ['association.subnet-id', 'association.main', 'vpc-id']),
          ),
        }),
        DescribeVpcEndpoints: ({ Filter = [] }: Filtered) => {
          const { 'vpc-id': vpcs } = readFilters(Filter, ['vpc-id']);
          const found = state.endpoints.filter(({ vpc }) => vpcs?.includes(vpc) ?? true);
          return {
            vpcEndpointSet: found.map(({ name, vpc }, at) => ({
              vpcEndpointId: `vpce-${at + 1}`,
              vpcEndpointType: name === 's3' ? 'Gateway' : 'Interface',
              vpcId: vpc,
              serviceName: `com.amazonaws.${world.region}.${name}`,
              state: 'available',
            })),
          };
        },
      },
    },
    addSubnet: (subnet) => void state.subnets.set(subnet.id, subnet),
    addSecurityGroup: (group) => void state.groups.set(group.id, group),
    addEndpoint: (name, vpc = home) => void state.endpoints.push({ name, vpc }),
  };
}

function find<T extends { readonly id: string; readonly vpc?: string }>(
  known: ReadonlyMap<string, T>,
  id: string,
  fault: AwsFault,
): T | { readonly id: string } {
  const found = known.get(id);
  if (found === undefined && known.size > 0) throw fault;
  return found ?? { id };
}
