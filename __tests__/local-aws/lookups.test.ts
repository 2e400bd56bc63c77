import { expect, test } from '@jest/globals';
import { virtualAccount } from './rds/virtual-account.ts';

type Account = ReturnType<typeof virtualAccount>;

const call = async ({ handle }: Account, service: string, headers: Readonly<Record<string, string>>, body: string) => {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIA/20260105/eu-west-1/${service}/aws4_request`;
  const { status, body: answer } = await handle({
    method: 'POST',
    path: '/',
    headers: { authorization, ...headers },
    body,
  });
  return `${status} ${answer}`;
};
const json = (account: Account, service: string, target: string, input: object) =>
  call(account, service, { 'x-amz-target': target }, JSON.stringify(input));
const form = (account: Account, service: string, fields: Readonly<Record<string, string>>) =>
  call(account, service, {}, new URLSearchParams(fields).toString());

const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbCdEf';
const describe = (account: Account, id = secret) =>
  json(account, 'secretsmanager', 'secretsmanager.DescribeSecret', { SecretId: id });

test('before the first secret is added every one exists; then only those that were', async () => {
  const account = virtualAccount();
  expect(await describe(account)).toMatch(/^200 .*"Name":"shop\/db"/);
  account.secrets.addSecret('other');
  expect(await describe(account)).toMatch(/^400 .*ResourceNotFoundException/);
  account.secrets.addSecret('shop/db');
  for (const id of [secret, 'shop/db', secret.slice(0, -7)]) expect(await describe(account, id)).toMatch(/^200/);
  account.secrets.addSecret('gone', 'deleted');
  expect(await describe(account, 'gone')).toContain('"DeletedDate":');
});

test('parameters that do not exist are left out without a word', async () => {
  const account = virtualAccount();
  account.parameters.addParameter('/shop/a');
  const ParameterFilters = [{ Key: 'Name', Values: ['/shop/a', '/shop/b'] }];
  const answer = await json(account, 'ssm', 'AmazonSSM.DescribeParameters', { ParameterFilters });
  expect(answer).toBe('200 {"Parameters":[{"Name":"/shop/a","Type":"SecureString"}]}');
});

test('parameters come in pages', async () => {
  const account = virtualAccount();
  const Values = ['/a', '/b', '/c'];
  for (const name of Values) account.parameters.addParameter(name);
  const ask = (more: object) =>
    json(account, 'ssm', 'AmazonSSM.DescribeParameters', { ParameterFilters: [{ Key: 'Name', Values }], ...more });
  const { Parameters, NextToken } = JSON.parse((await ask({ MaxResults: 2 })).slice(4));
  expect(Parameters.map(({ Name }: { Name: string }) => Name)).toEqual(['/a', '/b']);
  expect(await ask({ MaxResults: 2, NextToken })).toBe('200 {"Parameters":[{"Name":"/c","Type":"SecureString"}]}');
});

test('the simulator allows what was not denied, and knows no sessions', async () => {
  const account = virtualAccount();
  account.iam.deny('iam:PassRole', 'role/task');
  const ask = (source: string, resource: string) =>
    form(account, 'iam', {
      Action: 'SimulatePrincipalPolicy',
      PolicySourceArn: source,
      'ActionNames.member.1': 'iam:PassRole',
      'ResourceArns.member.1': resource,
    });
  const role = 'arn:aws:iam::123456789012:role/deploy';
  expect(await ask(role, 'arn:aws:iam::123456789012:role/other')).toContain('<EvalDecision>allowed</EvalDecision>');
  expect(await ask(role, 'arn:aws:iam::123456789012:role/task')).toContain('<EvalDecision>implicitDeny</EvalDecision>');
  expect(await ask('arn:aws:sts::123456789012:assumed-role/deploy/x', '*')).toMatch(/^400 .*InvalidInput/);
});

test('EC2 speaks its own dialect: no result element, items in lists', async () => {
  const account = virtualAccount();
  account.ec2.addSubnet({ id: 'subnet-1', vpc: 'vpc-7', free: 3 });
  const ask = (id: string) => form(account, 'ec2', { Action: 'DescribeSubnets', 'SubnetId.1': id });
  expect(await ask('subnet-1')).toMatch(
    /<DescribeSubnetsResponse [^>]*><requestId>[^<]+<\/requestId><subnetSet><item><subnetId>subnet-1<\/subnetId><vpcId>vpc-7</,
  );
  expect(await ask('subnet-2')).toMatch(/^400 .*<Code>InvalidSubnetID\.NotFound<\/Code>/);
  const groups = await form(account, 'ec2', { Action: 'DescribeSecurityGroups', 'GroupId.1': 'sg-1' });
  expect(groups).toContain('<securityGroupInfo><item><groupId>sg-1</groupId>');
});

test('a subnet follows its own route table, or the main one of its network', async () => {
  const account = virtualAccount();
  account.ec2.addSubnet({ id: 'subnet-1', routes: [{ via: 'igw-1' }, { to: 'pl-1', via: 'vpce-1', dead: true }] });
  account.ec2.addSubnet({ id: 'subnet-2', vpc: 'vpc-2' });
  const ask = (...filters: readonly (readonly [string, string])[]) =>
    form(account, 'ec2', {
      Action: 'DescribeRouteTables',
      ...Object.fromEntries(
        filters.flatMap(([name, value], at) => [
          [`Filter.${at + 1}.Name`, name],
          [`Filter.${at + 1}.Value.1`, value],
        ]),
      ),
    });
  const own = await ask(['association.subnet-id', 'subnet-1']);
  expect(own).toContain('<routeTableId>rtb-subnet-1</routeTableId>');
  expect(own).toContain('<destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId>');
  expect(own).toContain('<gatewayId>vpce-1</gatewayId><state>blackhole</state>');
  expect(await ask(['association.subnet-id', 'subnet-2'])).toContain('<routeTableSet></routeTableSet>');
  const main = await ask(['vpc-id', 'vpc-2'], ['association.main', 'true']);
  expect(main).toContain('<natGatewayId>nat-1</natGatewayId>');
  expect(main.match(/<routeTableId>rtb-vpc-2</g)).toHaveLength(2);
  expect(await ask(['colour', 'red'])).toMatch(/^400 .*<Code>InvalidParameterValue<\/Code>/);
});

test('rules of a security group, and endpoints of a network', async () => {
  const account = virtualAccount();
  const ingress = [{ port: 8080, group: 'sg-2' }, { block: '10.0.0.0/8' }, { prefixList: 'pl-1' }];
  account.ec2.addSecurityGroup({ id: 'sg-1', ingress, egress: [] });
  account.ec2.addEndpoint('ecr.api');
  const groups = await form(account, 'ec2', { Action: 'DescribeSecurityGroups', 'GroupId.1': 'sg-1' });
  expect(groups).toContain('<ipProtocol>tcp</ipProtocol><fromPort>8080</fromPort><toPort>8080</toPort>');
  expect(groups).toContain('<groups><item><userId>123456789012</userId><groupId>sg-2</groupId></item></groups>');
  expect(groups).toContain('<prefixListIds><item><prefixListId>pl-1</prefixListId></item></prefixListIds>');
  expect(groups).toContain('<ipPermissionsEgress></ipPermissionsEgress>');
  const filter = { 'Filter.1.Name': 'vpc-id', 'Filter.1.Value.1': 'vpc-1' };
  const endpoints = await form(account, 'ec2', { Action: 'DescribeVpcEndpoints', ...filter });
  expect(endpoints).toContain('<serviceName>com.amazonaws.eu-west-1.ecr.api</serviceName><state>available</state>');
});

test('roles exist as long as none is added; their trust policy is percent-encoded', async () => {
  const account = virtualAccount();
  const ask = (name: string) => form(account, 'iam', { Action: 'GetRole', RoleName: name });
  expect(await ask('task')).toMatch(/<AssumeRolePolicyDocument>%7B%22Version%22.*ecs-tasks\.amazonaws\.com/);
  account.iam.addRole('task', 'ec2.amazonaws.com');
  expect(await ask('task')).toContain('ec2.amazonaws.com');
  expect(await ask('other')).toMatch(/^404 .*<Code>NoSuchEntity<\/Code>/);
});

test('a configuration of an image has an address, and what was never built has none', async () => {
  const account = virtualAccount();
  account.ecr.build('shop/web', 'v1', { os: 'linux', architecture: 'arm64' });
  account.ecr.push('shop/web', 'v2');
  const ask = async (imageTag: string) => {
    const target = 'AmazonEC2ContainerRegistry_V20150921';
    const image = { repositoryName: 'shop/web', imageIds: [{ imageTag }] };
    const answer = await json(account, 'ecr', `${target}.BatchGetImage`, image);
    const { images } = JSON.parse(answer.slice(4));
    const layer = { repositoryName: 'shop/web', layerDigest: JSON.parse(images[0].imageManifest).config.digest };
    return json(account, 'ecr', `${target}.GetDownloadUrlForLayer`, layer);
  };
  const { downloadUrl } = JSON.parse((await ask('v1')).slice(4));
  expect(JSON.parse(account.ecr.blobAt(downloadUrl) ?? '')).toMatchObject({ os: 'linux', architecture: 'arm64' });
  expect(await ask('v2')).toMatch(/^400 .*LayersNotFoundException/);
  expect(account.ecr.blobAt('https://elsewhere.test/x')).toBeUndefined();
});
