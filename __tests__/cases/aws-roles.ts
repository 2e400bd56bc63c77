import type { RoleWish } from '#aws/inputs';
import type { RoleWorldOptions, roleWorld } from '../packages/aws/role-world.ts';
import { role } from '../packages/aws/role-world.ts';
import type { Case } from './index.ts';

/** A role that is not given out, and what its user is told. */
export interface RefusedRole extends Case {
  readonly options?: RoleWorldOptions;
  readonly given?: (world: ReturnType<typeof roleWorld>) => void;
  readonly wish?: RoleWish;
  readonly what: string;
  readonly fix: string;
  /** In one line of the evidence. */
  readonly evidence?: string;
}

const hosted = { AWS_ACCESS_KEY_ID: undefined, RUNNER_ENVIRONMENT: 'github-hosted', GITHUB_ACTIONS: 'true' };

export const refusedRoles: readonly RefusedRole[] = [
  {
    code: 'no-credentials',
    name: 'neither a token nor keys',
    options: { claims: 'none', env: hosted },
    what: 'the job has no OIDC token, and the environment no AWS credentials',
    fix: 'permissions: { contents: read, id-token: write }',
  },
  {
    code: 'access-denied',
    name: 'a trust policy for another branch',
    given: ({ local }) => local.sts.addRole({ name: 'deploy', subject: 'repo:acme/shop:ref:refs/heads/main' }),
    what: 'does not trust this job',
    fix: 'sub repo:acme/shop:environment:production',
    evidence: '"token.actions.githubusercontent.com:sub":"repo:acme/shop:environment:production"',
  },
  {
    code: 'access-denied',
    name: 'a trust policy of before the ids were part of the subject',
    options: { claims: { sub: 'repo:acme@12/shop@34:environment:production' } },
    given: ({ local }) => local.sts.addRole({ name: 'deploy', subject: 'repo:acme/shop:*' }),
    what: 'does not trust this job',
    fix: 'sub repo:acme@12/shop@34:environment:production',
    evidence: '"token.actions.githubusercontent.com:sub":"repo:acme@12/shop@34:environment:production"',
  },
  {
    code: 'access-denied',
    name: 'a role that does not exist',
    given: ({ local }) => local.sts.addRole({ name: 'other' }),
    what: 'or does not exist',
    fix: `role ${role}`,
    evidence: "claims of the job's token: sub repo:acme/shop:environment:production, aud sts.amazonaws.com",
  },
  {
    code: 'access-denied',
    name: 'a provider for another audience',
    given: ({ local }) => local.sts.addRole({ name: 'deploy', audience: 'https://github.com/acme' }),
    what: 'does not know the audience sts.amazonaws.com',
    fix: 'add-client-id-to-open-id-connect-provider --client-id sts.amazonaws.com',
  },
  {
    code: 'not-found',
    name: 'an account without the identity provider',
    options: { issuers: ['https://gitlab.com'] },
    what: 'account 111122223333 has no identity provider for https://token.actions.githubusercontent.com',
    fix: 'create-open-id-connect-provider --url https://token.actions.githubusercontent.com',
  },
  {
    code: 'invalid-input',
    name: 'a duration longer than the role allows',
    wish: { 'role-duration-seconds': 7_200 },
    what: 'role-duration-seconds 7200 is longer than AWS allows for this role',
    fix: 'Lower role-duration-seconds',
    evidence: 'MaxSessionDuration',
  },
  {
    code: 'access-denied',
    name: 'keys of the environment that may not assume it',
    options: { claims: 'none' },
    given: ({ local }) => local.sts.addRole({ name: 'other' }),
    what: 'the credentials of the environment may not assume role',
    fix: 'Allow sts:AssumeRole on the role for arn:aws:iam::111122223333:user/local',
    evidence: `{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"${role}"}`,
  },
  {
    code: 'no-credentials',
    name: 'keys of the environment that AWS does not know',
    options: { claims: 'none', env: { AWS_ACCESS_KEY_ID: 'ASIADELETED' } },
    what: 'AWS does not know the credentials of the environment',
    fix: 'Replace AWS_ACCESS_KEY_ID',
  },
];
