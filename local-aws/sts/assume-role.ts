import { AwsFault, type Call } from '../service.ts';
import type { World } from '../world.ts';
import type { Role, Session, Sessions } from './sessions.ts';
import * as texts from './texts.ts';

export interface AssumeRoleInput {
  readonly RoleArn?: string;
  readonly RoleSessionName?: string;
  readonly DurationSeconds?: string;
  readonly WebIdentityToken?: string;
}

/** What a web identity token says. Its signature is not checked. */
interface Claims {
  readonly iss?: string;
  readonly aud?: string | readonly string[];
  readonly sub?: string;
  /** Seconds since the epoch. */
  readonly exp?: number;
}

export interface Assuming {
  readonly world: World;
  readonly sessions: Sessions;
  /** Issuers with an OIDC provider in the account. */
  readonly issuers: readonly string[];
  readonly callerArn: (accessKey: string) => string;
}

export function assumeRole(assuming: Assuming, input: AssumeRoleInput, call: Call) {
  const { sessions } = assuming;
  const arn = input.RoleArn ?? '';
  const role = sessions.role(arn);
  if (role === undefined) {
    throw new AwsFault('AccessDenied', texts.notAuthorized(assuming.callerArn(call.accessKey), arn), 403);
  }
  const chained = sessions.get(call.accessKey) !== undefined;
  const seconds = durationOf(input, role);
  if (chained && seconds > 3600) throw new AwsFault('ValidationError', texts.longerThanChain);
  const { credentials, session } = sessions.open(role, sessionNameOf(input), seconds);
  return { Credentials: credentials, AssumedRoleUser: userOf(session) };
}

/** Needs no signature: the token speaks for the caller. */
export function assumeRoleWithWebIdentity(assuming: Assuming, input: AssumeRoleInput) {
  const claims = claimsOf(input.WebIdentityToken ?? '');
  const { iss = '', sub = '', exp = Number.POSITIVE_INFINITY } = claims;
  if (!assuming.issuers.includes(iss)) throw new AwsFault('InvalidIdentityToken', texts.noProvider(iss));
  const now = Math.floor(assuming.world.clock.now() / 1000);
  if (exp <= now) throw new AwsFault('ExpiredTokenException', texts.webIdentityExpired(now, exp));
  const role = assuming.sessions.role(input.RoleArn ?? '');
  if (role === undefined || !matches(role.subject ?? '*', sub)) {
    throw new AwsFault('AccessDenied', texts.notAuthorizedWithWebIdentity, 403);
  }
  const audience = [claims.aud ?? ''].flat();
  if (!audience.includes(role.audience ?? 'sts.amazonaws.com')) {
    throw new AwsFault('InvalidIdentityToken', texts.wrongAudience);
  }
  const { credentials, session } = assuming.sessions.open(role, sessionNameOf(input), durationOf(input, role));
  return {
    Credentials: credentials,
    SubjectFromWebIdentityToken: sub,
    AssumedRoleUser: userOf(session),
    Provider: `arn:aws:iam::${assuming.world.account}:oidc-provider/${iss.replace('https://', '')}`,
    Audience: audience[0],
  };
}

const userOf = (session: Session) => ({ AssumedRoleId: session.userId, Arn: session.arn });

function claimsOf(token: string): Claims {
  const [, payload = '', signature] = token.split('.');
  if (signature === undefined) throw new AwsFault('InvalidIdentityToken', texts.notJwt);
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    throw new AwsFault('InvalidIdentityToken', texts.notJwt);
  }
}

function sessionNameOf({ RoleSessionName: name = '' }: AssumeRoleInput): string {
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  throw new AwsFault('ValidationError', texts.badSessionName(name));
}

function durationOf({ DurationSeconds: asked = '3600' }: AssumeRoleInput, role: Role): number {
  const seconds = Number(asked);
  if (!(seconds >= 900 && seconds <= 43_200)) throw new AwsFault('ValidationError', texts.badDuration(asked));
  if (seconds > (role.maxSession ?? 3600)) throw new AwsFault('ValidationError', texts.longerThanRole);
  return seconds;
}

function matches(pattern: string, subject: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(subject);
}
