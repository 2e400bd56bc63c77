import type { RoleWish } from '#aws/inputs';
import { Failure } from '#report/failure';
import type { ReasonCode } from '#report/reasons';
import {
  longerThanRole,
  noProvider,
  notAuthorized,
  notAuthorizedWithWebIdentity,
  tokenInvalid,
  wrongAudience,
} from '../../local-aws/sts/texts.ts';
import { type RoleWorldOptions, role, roleWorld } from '../packages/aws/role-world.ts';
import { rewordErrors } from '../support/reword-errors.ts';
import type { Case } from './index.ts';
import type { Twin } from './reword.ts';

/** A role that is not given out, and what its user is told. */
export interface RefusedRole extends Case {
  readonly options?: RoleWorldOptions;
  readonly given?: (world: ReturnType<typeof roleWorld>) => void;
  readonly wish?: RoleWish;
  readonly what: string;
  readonly fix: string;
  /** In one line of the evidence. */
  readonly evidence?: string;
  /** The sentence of STS that its evidence quotes. */
  readonly said?: string;
  /** What its error code alone tells; default: the same. */
  readonly facts?: ReasonCode;
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
    said: notAuthorizedWithWebIdentity,
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
    said: notAuthorizedWithWebIdentity,
  },
  {
    code: 'access-denied',
    name: 'a provider for another audience',
    given: ({ local }) => local.sts.addRole({ name: 'deploy', audience: 'https://github.com/acme' }),
    what: 'does not know the audience sts.amazonaws.com',
    fix: 'add-client-id-to-open-id-connect-provider --client-id sts.amazonaws.com',
    said: wrongAudience,
    facts: 'invalid-input',
  },
  {
    code: 'not-found',
    name: 'an account without the identity provider',
    options: { issuers: ['https://gitlab.com'] },
    what: 'account 111122223333 has no identity provider for https://token.actions.githubusercontent.com',
    fix: 'create-open-id-connect-provider --url https://token.actions.githubusercontent.com',
    said: noProvider('https://token.actions.githubusercontent.com'),
    facts: 'invalid-input',
  },
  {
    code: 'invalid-input',
    name: 'a duration longer than the role allows',
    wish: { 'role-duration-seconds': 7_200 },
    what: 'role-duration-seconds 7200 is longer than AWS allows for this role',
    fix: 'Lower role-duration-seconds',
    evidence: 'MaxSessionDuration',
    said: longerThanRole,
  },
  {
    code: 'access-denied',
    name: 'keys of the environment that may not assume it',
    options: { claims: 'none' },
    given: ({ local }) => local.sts.addRole({ name: 'other' }),
    what: 'the credentials of the environment may not assume role',
    fix: 'Allow sts:AssumeRole on the role for arn:aws:iam::111122223333:user/local',
    evidence: `{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"${role}"}`,
    said: notAuthorized('arn:aws:iam::111122223333:user/local', role),
  },
  {
    code: 'no-credentials',
    name: 'keys of the environment that AWS does not know',
    options: { claims: 'none', env: { AWS_ACCESS_KEY_ID: 'ASIADELETED' } },
    what: 'AWS does not know the credentials of the environment',
    fix: 'Replace AWS_ACCESS_KEY_ID',
    said: tokenInvalid,
  },
];

/** STS gives an error code with each sentence: where the code says less than the sentence, less is told. */
export const twins: readonly Twin[] = refusedRoles
  .filter(({ said }) => said !== undefined)
  .map(({ name, code, facts = code, said = '', options, given, wish }) => ({
    name,
    words: said,
    code,
    facts,
    async run(words) {
      const world = roleWorld({ ...options, through: (far) => rewordErrors(far, words) });
      given?.(world);
      const failure = await world.open(wish).catch((error: unknown) => error);
      if (!(failure instanceof Failure)) throw new TypeError('the role was given out');
      return failure.diagnosis;
    },
  }));
