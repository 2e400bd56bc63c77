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
