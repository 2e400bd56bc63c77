import { type Ec2State, home, type Route, type Subnet } from './model.ts';

interface Wanted {
  readonly 'association.subnet-id'?: readonly string[];
  readonly 'association.main'?: readonly string[];
  readonly 'vpc-id'?: readonly string[];
}

/** Route tables as DescribeRouteTables shows them: one for each subnet that has its own, and the main one of each network. */
export function showTables({ subnets }: Ec2State, wanted: Wanted) {
  const own = [...subnets.values()].flatMap(({ id, vpc = home, routes }) =>
    routes === undefined ? [] : [{ vpc, subnet: id, view: tableOf(`rtb-${id}`, vpc, routes, { subnetId: id }) }],
  );
  const networks = new Set([home, ...[...subnets.values()].map(({ vpc = home }: Subnet) => vpc)]);
  const main = [...networks].map((vpc) => ({
    vpc,
    subnet: undefined,
    view: tableOf(`rtb-${vpc}`, vpc, [{ via: 'nat-1' }], {}),
  }));
  return [...own, ...main]
    .filter(({ vpc }) => wanted['vpc-id']?.includes(vpc) ?? true)
    .filter(({ subnet }) => wanted['association.subnet-id']?.includes(subnet ?? '') ?? true)
    .filter(({ subnet }) => wanted['association.main']?.includes(String(subnet === undefined)) ?? true)
    .map(({ view }) => view);
}

function tableOf(id: string, vpc: string, routes: readonly Route[], association: { subnetId?: string }) {
  const main = association.subnetId === undefined;
  return {
    routeTableId: id,
    vpcId: vpc,
    routeSet: [{ to: '10.0.0.0/16', via: 'local' }, ...routes].map(routeView),
    associationSet: [{ routeTableAssociationId: `rtbassoc-${id}`, routeTableId: id, main, ...association }],
  };
}

const ways: Readonly<Record<string, string>> = {
  nat: 'natGatewayId',
  tgw: 'transitGatewayId',
  pcx: 'vpcPeeringConnectionId',
  eni: 'networkInterfaceId',
};

/** `local`, internet gateways and endpoints stand as gateways. */
function routeView({ to = '0.0.0.0/0', via, dead }: Route) {
  const destination = to.startsWith('pl-') ? { destinationPrefixListId: to } : { destinationCidrBlock: to };
  const way = { [ways[via.split('-')[0] ?? ''] ?? 'gatewayId']: via };
  return { ...destination, ...way, state: dead === true ? 'blackhole' : 'active' };
}
