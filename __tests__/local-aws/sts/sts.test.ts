import { type AssumeRoleWithWebIdentityCommandOutput, STS } from '@aws-sdk/client-sts';
import { expect, test } from '@jest/globals';
import type { Call, Operation } from '../../../local-aws/service.ts';
import { refusal, statesOf, virtualAccount } from '../rds/virtual-account.ts';

const role = 'arn:aws:iam::123456789012:role/ci/deploy';
const github = 'https://token.actions.githubusercontent.com';

function service() {
  const aws = virtualAccount();
  const as = (key: string | undefined) =>
    new STS({ ...aws.settings, credentials: { accessKeyId: key ?? '', secretAccessKey: 'x', sessionToken: 'y' } });
  return { aws, sts: aws.sts, client: new STS(aws.settings), as, clock: aws.clock };
}

type Given = ReturnType<typeof service>;

/** A token as GitHub issues it; its signature is not looked at. */
function token(claims: Readonly<Record<string, unknown>> = {}): string {
  const all = { iss: github, aud: 'sts.amazonaws.com', sub: 'repo:acme/shop:environment:production', ...claims };
  return `e30.${Buffer.from(JSON.stringify(all)).toString('base64url')}.c2ln`;
}

/**
 * Asks the operation itself: the request carries no signature, and so no service name that would lead it here.
 */
const web = async (given: Given, more: object = {}, claims: Readonly<Record<string, unknown>> = {}) => {
  const operation: Operation | undefined = given.sts.service.operations.AssumeRoleWithWebIdentity;
  const input = { RoleArn: role, RoleSessionName: 'ci', WebIdentityToken: token(claims), ...more };
  const call: Call = { account: given.aws.world.account, region: given.aws.world.region, accessKey: '', raw: '' };
  return operation?.(input as never, call) as AssumeRoleWithWebIdentityCommandOutput;
};

test('a long-lived key is a user of the account', async () => {
  const { client } = service();
  expect(await client.getCallerIdentity()).toMatchObject({
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/local',
  });
});

test('a role assumed with a web identity is who it says', async () => {
  const given = service();
  const { as, aws } = given;
  const answer = await web(given, { RoleSessionName: 'GitHubActions' });
  expect(answer).toMatchObject({
    SubjectFromWebIdentityToken: 'repo:acme/shop:environment:production',
    Provider: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
    Audience: 'sts.amazonaws.com',
    Credentials: { Expiration: new Date(Date.UTC(2026, 0, 5, 10)) },
  });
  const identity = await as(answer.Credentials?.AccessKeyId).getCallerIdentity();
  expect(identity.Arn).toBe('arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions');
  expect(identity.UserId).toMatch(/^AROA[A-Z]{17}:GitHubActions$/);
  expect(statesOf(aws, 'sts.session')).toEqual(['issued']);
});

test('a session expires on the clock, or when told', async () => {
  const { client, as, aws, sts, clock } = service();
  const assume = async () =>
    (await client.assumeRole({ RoleArn: role, RoleSessionName: 'ci', DurationSeconds: 900 })).Credentials
      ?.AccessKeyId ?? '';
  const [one, two] = [await assume(), await assume()];
  sts.expire(two);
  const codes = () => [one, two].map((key) => sts.check(key)?.code ?? 'let in');
  expect(codes()).toEqual(['let in', 'ExpiredTokenException']);
  await clock.advance(899_000);
  expect(codes()).toEqual(['let in', 'ExpiredTokenException']);
  await clock.advance(1_000);
  expect(codes()).toEqual(['ExpiredTokenException', 'ExpiredTokenException']);
  expect([sts.check(one, 'query')?.code, sts.check(one, 'query')?.status]).toEqual(['ExpiredToken', 403]);
  expect(statesOf(aws, 'sts.session')).toEqual(['issued', 'issued', 'expired', 'expired']);
  expect(await refusal(as(one).getCallerIdentity())).toBe(
    'ExpiredToken: The security token included in the request is expired',
  );
});

const keys = [
  { key: 'AKIDEXAMPLE', protocol: 'json', code: undefined },
  { key: '123456789012', protocol: 'query', code: undefined },
  { key: 'ASIAUNKNOWN', protocol: 'json', code: 'UnrecognizedClientException' },
  { key: 'ASIAUNKNOWN', protocol: 'query', code: 'InvalidClientTokenId' },
] as const;

test.each(keys)('$key over $protocol: $code', ({ key, protocol, code }) => {
  expect(service().sts.check(key, protocol)?.code).toBe(code);
});

const refusals: readonly { name: string; call: (given: Given) => Promise<unknown>; says: string }[] = [
  {
    name: 'a token of an issuer without provider',
    call: (given) => web(given, {}, { iss: 'https://gitlab.com' }),
    says: 'InvalidIdentityToken: No OpenIDConnect provider found in your account for https://gitlab.com',
  },
  {
    name: 'a token for somebody else',
    call: (given) => web(given, {}, { aud: 'https://github.com/acme' }),
    says: 'InvalidIdentityToken: Incorrect token audience',
  },
  {
    name: 'a token that has expired',
    call: (given) => web(given, {}, { exp: given.clock.now() / 1000 }),
    says: 'ExpiredTokenException: Token expired',
  },
  {
    name: 'a token that is none',
    call: (given) => web(given, { WebIdentityToken: 'opaque' }),
    says: 'InvalidIdentityToken: The ID Token provided is not a valid JWT.',
  },
  {
    name: 'a subject that the role does not trust',
    call: (given) => {
      given.sts.addRole({ name: 'deploy', subject: 'repo:acme/*:environment:production' });
      return web(given, {}, { sub: 'repo:acme/shop:pull_request' });
    },
    says: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  },
  {
    name: 'a role that is not there',
    call: (given) => {
      given.sts.addRole({ name: 'other' });
      return given.client.assumeRole({ RoleArn: role, RoleSessionName: 'ci' });
    },
    says: 'AccessDenied: User: arn:aws:iam::123456789012:user/local is not authorized to perform: sts:AssumeRole',
  },
  {
    name: 'a session longer than the role allows',
    call: (given) => web(given, { DurationSeconds: '7200' }),
    says: 'ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  },
  {
    name: 'a chained session of more than an hour',
    call: async (given) => {
      given.sts.addRole({ name: 'deploy', maxSession: 43_200 });
      const first = await given.client.assumeRole({ RoleArn: role, RoleSessionName: 'ci', DurationSeconds: 7_200 });
      const chained = given.as(first.Credentials?.AccessKeyId);
      return chained.assumeRole({ RoleArn: role, RoleSessionName: 'ci', DurationSeconds: 7_200 });
    },
    says: 'ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
  },
  {
    name: 'a session of a minute',
    call: (given) => web(given, { DurationSeconds: '60' }),
    says: 'Member must have value greater than or equal to 900',
  },
  {
    name: 'a session name with a space',
    call: (given) => web(given, { RoleSessionName: 'my run' }),
    says: "Value 'my run' at 'roleSessionName'",
  },
];

test.each(refusals)('refuses $name', async ({ call, says }) => {
  expect(await refusal(call(service()))).toContain(says);
});
