import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { AwsTrouble } from './aws-error.ts';
import type { Claims } from './read-claims.ts';
import { trustStatement } from './trust-statement.ts';

/** What was asked of STS. */
export interface AskedRole {
  readonly role: string;
  readonly seconds: number;
  /** Of the OIDC token; absent when the role was assumed from other credentials. */
  readonly claims?: Claims;
}

/**
 * Why STS does not give out a role: `access-denied` with the statement to add, `not-found` for an identity provider that
 * the account does not have, `invalid-input` for a duration. `undefined` for what is no matter of roles.
 * Texts of STS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html, Errors.
 */
export function explainRefusedRole(error: AwsTrouble, { role, seconds, claims }: AskedRole): Diagnosis | undefined {
  const { code, message } = error;
  const said = `${error.operation}: ${code}: ${message}`;
  const parts = { where: `role ${role}`, evidence: [said, ...(claims === undefined ? [] : tell(claims))] };
  if (/MaxSessionDuration|1 hour session limit|durationSeconds/i.test(message)) {
    return diagnosis('invalid-input', {
      ...parts,
      what: `role-duration-seconds ${seconds} is longer than AWS allows for this role`,
      fix: `Lower role-duration-seconds (an hour, 3600, always works, and credentials are renewed), or raise the role's maximum session duration (${role}).`,
    });
  }
  if (claims === undefined) return error.kind === 'denied' ? chainDenied(role, message, parts) : undefined;
  if (/No OpenIDConnect provider/i.test(message)) {
    return diagnosis('not-found', {
      ...parts,
      what: `account ${accountOf(role)} has no identity provider for ${claims.issuer}`,
      fix: `Create it once in account ${accountOf(role)}: aws iam create-open-id-connect-provider --url ${claims.issuer} --client-id-list ${claims.audience}`,
    });
  }
  if (/audience/i.test(message)) {
    return diagnosis('access-denied', {
      ...parts,
      what: `the identity provider of account ${accountOf(role)} does not know the audience ${claims.audience}`,
      fix: `Add it: aws iam add-client-id-to-open-id-connect-provider --client-id ${claims.audience} --open-id-connect-provider-arn arn:aws:iam::${accountOf(role)}:oidc-provider/${claims.issuer.replace('https://', '')}`,
    });
  }
  if (error.kind !== 'denied') return undefined;
  return diagnosis('access-denied', {
    ...parts,
    evidence: [...parts.evidence, JSON.stringify(trustStatement(role, claims.issuer, claims.subject, claims.audience))],
    what: `role ${role} does not trust this job, or does not exist`,
    fix: `Compare the conditions of the role's trust policy (role ${role}) with the claims of this job's token, sub ${claims.subject}, or add the statement below to it.`,
  });
}

/** Two policies must agree: the caller's own, and the trust policy of the role. */
const chainDenied = (role: string, message: string, parts: { where: string; evidence: readonly string[] }) =>
  diagnosis('access-denied', {
    ...parts,
    evidence: [...parts.evidence, JSON.stringify({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role })],
    what: `the credentials of the environment may not assume role ${role}, or it does not exist`,
    fix: `Allow sts:AssumeRole on the role for ${/User: (arn:\S+)/.exec(message)?.[1] ?? 'the caller'}, and name that caller in the role's trust policy (role ${role}).
Or add permissions: id-token: write to the job, and the role is assumed with the job's own identity.`,
  });

const tell = ({ issuer, subject, audience }: Claims): readonly string[] => [
  `claims of the job's token: sub ${subject}, aud ${audience}, iss ${issuer}`,
];

const accountOf = (role: string): string => role.split(':')[4] ?? '';
