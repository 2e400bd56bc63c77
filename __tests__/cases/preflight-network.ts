import type { Route, Rule } from '../../local-aws/ec2/model.ts';
import { addBalancedService } from '../support/balanced-service.ts';
import type { Shop } from '../support/shop.ts';
import type { PreflightCase } from './preflight.ts';

const subnet =
  (...routes: readonly Route[]) =>
  ({ aws }: Shop) =>
    aws.ec2.addSubnet({ id: 'subnet-1', routes });
const shut = 'cannot reach ecr.api, ecr.dkr, s3, ssm, logs';
const all = ['ecr.api', 'ecr.dkr', 's3', 'ssm', 'logs'];
const endpoints =
  (vpc: string, ...names: readonly string[]) =>
  (shop: Shop) => {
    subnet()(shop);
    for (const name of names) shop.aws.ec2.addEndpoint(name, vpc);
  };
const route = (name: string, given: PreflightCase['given'], finding: PreflightCase['finding']): PreflightCase => ({
  name,
  ...(given === undefined ? {} : { given }),
  finding: { check: 'routes', ...finding },
});
const fail = { level: 'FAIL', code: 'network-misconfigured' };
const awsvpc = (more: object) => ({
  serviceOptions: {
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], ...more } },
  },
});

const routes: readonly PreflightCase[] = [
  route('a way out through a NAT gateway', undefined, { level: 'OK', what: 'have a way out' }),
  route('no route out, and no endpoints', subnet(), { ...fail, what: `${shut}: rtb-subnet-1 has no route out` }),
  route('no route out, and endpoints for everything', endpoints('vpc-1', ...all), {
    level: 'OK',
    what: 'endpoints for every',
  }),
  route('no route out, and one endpoint is missing', endpoints('vpc-1', ...all.slice(1)), {
    ...fail,
    what: 'tasks in subnet-1 cannot reach ecr.api:',
  }),
  route('endpoints of another network', endpoints('vpc-2', ...all), {
    ...fail,
    what: shut,
  }),
  route('an internet gateway, and no public IP', subnet({ via: 'igw-1' }), {
    ...fail,
    what: 'leads out through igw-1, and tasks have no public IP',
    fix: 'assignPublicIp ENABLED',
  }),
  {
    ...route('an internet gateway, and a public IP', subnet({ via: 'igw-1' }), { level: 'OK', what: 'a way out' }),
    shop: awsvpc({ assignPublicIp: 'ENABLED' }),
  },
  route('a NAT gateway that is gone', subnet({ via: 'nat-9', dead: true }), { ...fail, what: 'what is gone (nat-9)' }),
  route('a transit gateway', subnet({ via: 'tgw-1' }), { level: 'OK', what: 'have a way out' }),
  route('routes to somewhere', subnet({ to: '10.9.0.0/16', via: 'pcx-1' }), { level: 'SKIP', what: 'not judged' }),
  route('only an endpoint of S3', subnet({ to: 'pl-1', via: 'vpce-1' }), { ...fail, what: 'has no route out' }),
  route(
    'subnets that another account shares',
    ({ aws }) => aws.ec2.addSubnet({ id: 'subnet-1', owner: '999988887777', routes: [] }),
    {
      level: 'SKIP',
      what: 'another account shares its subnets',
    },
  ),
  {
    ...route(
      'one of two subnets has no way out',
      (shop) => {
        subnet()(shop);
        shop.aws.ec2.addSubnet({ id: 'subnet-2' });
      },
      { level: 'WARN', code: 'network-misconfigured', what: 'tasks in subnet-1 cannot reach' },
    ),
    shop: awsvpc({ subnets: ['subnet-1', 'subnet-2'] }),
  },
];

const balancer = { SecurityGroups: ['sg-lb'], Subnets: ['subnet-lb'] };
const behind =
  (ingress: readonly Rule[] | undefined, more: Parameters<typeof addBalancedService>[1] = { balancer }) =>
  async (shop: Shop) => {
    for (const id of ['subnet-1', 'subnet-lb']) shop.aws.ec2.addSubnet({ id, block: '10.0.7.0/24' });
    shop.aws.ec2.addSecurityGroup({ id: 'sg-1', ...(ingress === undefined ? {} : { ingress }) });
    await addBalancedService(shop, more);
  };
const group = (name: string, given: PreflightCase['given'], finding: PreflightCase['finding']): PreflightCase => ({
  name,
  ...(given === undefined ? {} : { given }),
  with: { service: 'lb' },
  finding: { check: 'security-groups', ...finding },
});
const letsIn = { level: 'OK', what: 'lets port 8080 from load balancer lb in' };
const letsNotIn = {
  ...fail,
  what: 'does not let port 8080 from load balancer lb in',
  fix: 'TCP 8080 from sg-lb in security group sg-1',
};

const securityGroups: readonly PreflightCase[] = [
  { ...group('port 443 may leave', undefined, { level: 'OK', what: 'lets port 443 out' }), with: {} },
  {
    ...group(
      'port 443 may not leave',
      ({ aws }) => aws.ec2.addSecurityGroup({ id: 'sg-1', egress: [{ port: 5432, group: 'sg-db' }] }),
      {
        ...fail,
        where: 'security group sg-1',
        what: 'lets nothing out on port 443',
        fix: 'Allow outgoing TCP 443 in security group sg-1.',
      },
    ),
    with: {},
  },
  group('the group of the load balancer may come in', behind([{ port: 8080, group: 'sg-lb' }]), letsIn),
  group('everybody may come in', behind(undefined), letsIn),
  group('the subnets of the load balancer may come in', behind([{ port: 8080, block: '10.0.0.0/16' }]), letsIn),
  group('other blocks may come in', behind([{ port: 8080, block: '10.1.0.0/16' }]), letsNotIn),
  group('another port may come in', behind([{ port: 80, group: 'sg-lb' }]), letsNotIn),
  group('another group may come in', behind([{ port: 8080, group: 'sg-other' }]), letsNotIn),
  group('nobody may come in', behind([]), letsNotIn),
  group('a prefix list may come in', behind([{ port: 8080, prefixList: 'pl-1' }]), {
    level: 'SKIP',
    what: 'in a prefix list',
  }),
  group('a load balancer without groups', behind([], {}), { level: 'SKIP', what: 'has no security groups of its own' }),
  group(
    'health checks on another port',
    behind([{ port: 8080, group: 'sg-lb' }], { balancer, group: { HealthCheckPort: '9090' } }),
    { ...fail, what: 'does not let port 9090 from load balancer lb in' },
  ),
];

/** How tasks reach what they start with, and how the load balancer reaches them. */
export const networkFindings: readonly PreflightCase[] = [...routes, ...securityGroups];
