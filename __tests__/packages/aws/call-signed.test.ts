import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { callJson, callQuery } from '#aws/call-signed';
import type { Aws } from '#aws/client';
import { connect } from '#aws/connect';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { inProcessHost } from '../../support/host.ts';

interface Sent {
  readonly hostname: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Answer = readonly [status: number, body: string];

/** AWS as it answers, one answer after the other, the last one again and again. */
function farEnd(...answers: readonly Answer[]) {
  const sent: Sent[] = [];
  const handle = async (request: Sent) => {
    sent.push(request);
    const [statusCode, body] = answers[Math.min(sent.length, answers.length) - 1] ?? [200, ''];
    return { response: { statusCode, headers: {}, body: Readable.from([body]) } };
  };
  const network = { aws: { handle, metadata: { handlerProtocol: 'http/1.1' } } };
  const clock = new VirtualClock();
  const aws: Aws = connect(inProcessHost(clock, { network }), 'eu-west-1');
  return { aws, sent, clock };
}

test('a JSON call is signed for its service and carries its target', async () => {
  const { aws, sent } = farEnd([200, '{"Name":"db"}']);
  expect(await callJson(aws, 'secretsmanager', 'secretsmanager', 'DescribeSecret', { SecretId: 'db' })).toEqual({
    Name: 'db',
  });
  expect(sent[0]).toMatchObject({ hostname: 'secretsmanager.eu-west-1.amazonaws.com', body: '{"SecretId":"db"}' });
  expect(sent[0]?.headers).toMatchObject({
    'x-amz-target': 'secretsmanager.DescribeSecret',
    authorization: expect.stringMatching(/Credential=AKIDTEST\/\d{8}\/eu-west-1\/secretsmanager\/aws4_request/),
  });
  expect(aws.calls.get('secretsmanager:DescribeSecret')).toBe(1);
});

test('a Query call is a form; IAM is one for all regions', async () => {
  const { aws, sent } = farEnd([
    200,
    '<GetRoleResponse><GetRoleResult><Role>a</Role></GetRoleResult></GetRoleResponse>',
  ]);
  expect(await callQuery(aws, 'iam', '2010-05-08', 'GetRole', { RoleName: 'a b&c' })).toEqual({ Role: 'a' });
  expect(sent[0]).toMatchObject({
    hostname: 'iam.amazonaws.com',
    body: 'Action=GetRole&Version=2010-05-08&RoleName=a+b%26c',
  });
  expect(sent[0]?.headers.authorization).toMatch(/\/us-east-1\/iam\/aws4_request/);
});

test.each([
  ['ec2', 'eu-west-1', 'ec2.eu-west-1.amazonaws.com'],
  ['ssm', 'cn-north-1', 'ssm.cn-north-1.amazonaws.com.cn'],
])('%s in %s is %s', async (service, region, host) => {
  const { aws, sent } = farEnd([200, '<r/>']);
  await callQuery({ ...aws, region }, service, '1', 'Describe', {});
  expect(sent[0]?.hostname).toBe(host);
});

test.each<[string, Answer, object]>([
  [
    'a JSON refusal',
    [400, '{"__type":"com.amazonaws.secretsmanager#ResourceNotFoundException","Message":"can\'t find \\"db\\""}'],
    { kind: 'not-found', code: 'ResourceNotFoundException', message: 'can\'t find "db"' },
  ],
  [
    'a Query refusal',
    [403, '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>'],
    { kind: 'denied', code: 'AccessDenied', message: 'no' },
  ],
  [
    'a refusal of EC2',
    [
      400,
      '<Response><Errors><Error><Code>InvalidSubnetID.NotFound</Code><Message>The subnet ID</Message></Error></Errors></Response>',
    ],
    { kind: 'not-found', code: 'InvalidSubnetID.NotFound' },
  ],
  ['a page of a proxy', [403, '<html>no</html>'], { kind: 'rejected', code: 'HTTP403', message: '<html>no</html>' }],
])('%s is an AwsError', async (_, answer, error) => {
  const { aws } = farEnd(answer);
  const operation = { operation: 'ec2:DescribeSubnets' };
  await expect(callQuery(aws, 'ec2', '1', 'DescribeSubnets', {})).rejects.toMatchObject({
    name: 'AwsError',
    ...operation,
    ...error,
  });
});

test('an answer of EC2 has no element around its members', async () => {
  const { aws } = farEnd([200, '<R><requestId>1</requestId><subnetSet><item><a>1</a></item></subnetSet></R>']);
  const answer = await callQuery(aws, 'ec2', '1', 'DescribeSubnets', {});
  expect(answer).toEqual({ requestId: '1', subnetSet: { item: { a: '1' } } });
});

test('a page of a proxy with status 200, or half an answer, is asked for again, and no answer in the end', async () => {
  const { aws, sent } = farEnd([200, '<html><br>'], [200, '<R><a>1</a'], [200, '<R><a>1</a></R>']);
  expect(await callQuery(aws, 'ec2', '1', 'DescribeSubnets', {})).toEqual({ a: '1' });
  expect(sent).toHaveLength(3);
  const json = farEnd([200, '<html>'], [200, '{"ok":']);
  const never = { retry: 'never' } as const;
  for (const _ of [1, 2]) {
    const asked = callJson(json.aws, 'ssm', 'AmazonSSM', 'DescribeParameters', {}, never);
    await expect(asked).rejects.toMatchObject({ name: 'AwsError', kind: 'transient' });
  }
});

test('trouble that may pass is tried again, as by every client', async () => {
  const { aws, sent } = farEnd([503, ''], [400, '{"__type":"ThrottlingException"}'], [200, '{"ok":true}']);
  expect(await callJson(aws, 'ssm', 'AmazonSSM', 'DescribeParameters', {})).toEqual({ ok: true });
  expect(sent).toHaveLength(3);
});
