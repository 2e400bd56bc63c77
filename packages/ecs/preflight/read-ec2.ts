import type { Aws } from '#aws/client';
import { entriesOf, textOf, type XmlNode } from '#aws/read-xml';
import { askOnce } from './ask-once.ts';

export interface Subnet {
  readonly id: string;
  readonly vpc: string;
  /** The account that it belongs to: another one shares it. */
  readonly owner: string;
  /** `10.0.1.0/24`. */
  readonly block: string;
  /** Addresses that are free. */
  readonly free: number;
}

export interface SecurityGroup {
  readonly id: string;
  readonly vpc: string;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

/** What a rule of a security group lets through. */
export interface Rule {
  /** `tcp`, `-1` for everything. */
  readonly protocol: string;
  /** Ports, inclusive; absent: all. */
  readonly from?: number;
  readonly to?: number;
  readonly blocks: readonly string[];
  readonly groups: readonly string[];
  /** Ids of lists whose blocks are kept elsewhere. */
  readonly prefixLists: readonly string[];
}

export interface RouteTable {
  readonly id: string;
  /** Subnets that are associated by name; others follow the main table. */
  readonly subnets: readonly string[];
  readonly routes: readonly Route[];
}

export interface Route {
  /** A block, or the id of a prefix list. */
  readonly to: string;
  /** `local`, `igw-…`, `nat-…`, `tgw-…`, `vpce-…`, … */
  readonly via: string;
  /** What it leads to is gone. */
  readonly isDead: boolean;
}

/** The subnets of these ids. Throws `AwsError`, `not-found` for one id that does not exist. */
export async function readSubnets(aws: Aws, ids: readonly string[]): Promise<readonly Subnet[]> {
  if (ids.length === 0) return [];
  const answer = await ask(aws, 'DescribeSubnets', listed('SubnetId', ids));
  return entriesOf(answer, 'subnetSet', 'item').map((entry) => ({
    id: textOf(entry, 'subnetId') ?? '',
    vpc: textOf(entry, 'vpcId') ?? '',
    owner: textOf(entry, 'ownerId') ?? '',
    block: textOf(entry, 'cidrBlock') ?? '',
    free: Number(textOf(entry, 'availableIpAddressCount') ?? 0),
  }));
}

/** The security groups of these ids. Throws `AwsError`, `not-found` for one id that does not exist. */
export async function readSecurityGroups(aws: Aws, ids: readonly string[]): Promise<readonly SecurityGroup[]> {
  if (ids.length === 0) return [];
  const answer = await ask(aws, 'DescribeSecurityGroups', listed('GroupId', ids));
  return entriesOf(answer, 'securityGroupInfo', 'item').map((entry) => ({
    id: textOf(entry, 'groupId') ?? '',
    vpc: textOf(entry, 'vpcId') ?? '',
    ingress: entriesOf(entry, 'ipPermissions', 'item').map(ruleOf),
    egress: entriesOf(entry, 'ipPermissionsEgress', 'item').map(ruleOf),
  }));
}

/** The route table that each of the subnets follows, in their order: its own, else the main one of its network. */
export async function readRouteTables(
  aws: Aws,
  subnets: readonly Subnet[],
): Promise<readonly (RouteTable | undefined)[]> {
  const own = await tablesWhere(aws, { 'association.subnet-id': subnets.map(({ id }) => id) });
  const ownOf = ({ id }: Subnet) => own.find((table) => table.subnets.includes(id));
  const [first] = subnets.filter((subnet) => ownOf(subnet) === undefined);
  const [main] =
    first === undefined ? [] : await tablesWhere(aws, { 'vpc-id': [first.vpc], 'association.main': ['true'] });
  return subnets.map((subnet) => ownOf(subnet) ?? main);
}

/** What endpoints of a network lead to, without `com.amazonaws.REGION.`: `ecr.api`, `s3`. */
export async function readEndpoints(aws: Aws, vpc: string): Promise<readonly string[]> {
  const answer = await ask(aws, 'DescribeVpcEndpoints', filtered({ 'vpc-id': [vpc] }));
  return entriesOf(answer, 'vpcEndpointSet', 'item')
    .filter((entry) => textOf(entry, 'state')?.toLowerCase() === 'available')
    .map((entry) => (textOf(entry, 'serviceName') ?? '').replace(/^.*?amazonaws\.[a-z0-9-]+\./, ''));
}

async function tablesWhere(
  aws: Aws,
  filters: Readonly<Record<string, readonly string[]>>,
): Promise<readonly RouteTable[]> {
  const answer = await ask(aws, 'DescribeRouteTables', filtered(filters));
  return entriesOf(answer, 'routeTableSet', 'item').map((entry) => ({
    id: textOf(entry, 'routeTableId') ?? '',
    subnets: entriesOf(entry, 'associationSet', 'item').flatMap((one) => textOf(one, 'subnetId') ?? []),
    routes: entriesOf(entry, 'routeSet', 'item').map(routeOf),
  }));
}

const destinations = ['destinationCidrBlock', 'destinationIpv6CidrBlock', 'destinationPrefixListId'];
const ways = [
  'gatewayId',
  'natGatewayId',
  'transitGatewayId',
  'egressOnlyInternetGatewayId',
  'vpcPeeringConnectionId',
  'networkInterfaceId',
  'instanceId',
  'localGatewayId',
  'carrierGatewayId',
  'coreNetworkArn',
];

function routeOf(entry: XmlNode): Route {
  const first = (names: readonly string[]) => names.flatMap((name) => textOf(entry, name) ?? [])[0] ?? '';
  return { to: first(destinations), via: first(ways), isDead: textOf(entry, 'state') === 'blackhole' };
}

function ruleOf(entry: XmlNode): Rule {
  const all = (list: string, name: string) => entriesOf(entry, list, 'item').flatMap((one) => textOf(one, name) ?? []);
  const [from, to] = [textOf(entry, 'fromPort'), textOf(entry, 'toPort')];
  return {
    protocol: textOf(entry, 'ipProtocol') ?? '-1',
    ...(from === undefined ? {} : { from: Number(from) }),
    ...(to === undefined ? {} : { to: Number(to) }),
    blocks: [...all('ipRanges', 'cidrIp'), ...all('ipv6Ranges', 'cidrIpv6')],
    groups: all('groups', 'groupId'),
    prefixLists: all('prefixListIds', 'prefixListId'),
  };
}

type Form = Readonly<Record<string, string>>;

const listed = (name: string, values: readonly string[]): Form =>
  Object.fromEntries(values.map((value, at) => [`${name}.${at + 1}`, value]));

const filtered = (filters: Readonly<Record<string, readonly string[]>>): Form =>
  Object.assign(
    {},
    ...Object.entries(filters).map(([name, values], at) => ({
      [`Filter.${at + 1}.Name`]: name,
      ...listed(`Filter.${at + 1}.Value`, values),
    })),
  );

const ask = (aws: Aws, operation: string, form: Form): Promise<XmlNode> => askOnce(aws, 'ec2', operation, form);
