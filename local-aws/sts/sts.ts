import { AwsFault, type Call, type Service } from '../service.ts';
import type { World } from '../world.ts';
import { type AssumeRoleInput, type Assuming, assumeRole, assumeRoleWithWebIdentity } from './assume-role.ts';
import { type Role, Sessions } from './sessions.ts';
import * as texts from './texts.ts';

export interface StsOptions {
  /** Issuers with an OIDC provider in the account; default GitHub's. */
  readonly issuers?: readonly string[];
}

export interface Sts {
  readonly service: Service;
  addRole(role: Role): void;
  /** Ends the credentials of an access key now, whoever issued them. */
  expire(accessKey: string): void;
  /**
   * Whether a call with this access key is let in: the fault to answer with, `undefined` when it is. The code of expired
   * credentials differs by protocol: `ExpiredTokenException` (JSON, 400), `ExpiredToken` (Query, 403).
   */
  check(accessKey: string, protocol?: 'json' | 'query'): AwsFault | undefined;
}

/** STS: sessions that expire on the clock. Signatures are not verified, and long-lived keys (`AKIA…` and others) are let in. */
export function createSts(world: World, options: StsOptions = {}): Sts {
  const sessions = new Sessions(world);
  const callerArn = (accessKey: string) => sessions.get(accessKey)?.arn ?? `arn:aws:iam::${world.account}:user/local`;
  const { issuers = ['https://token.actions.githubusercontent.com'] } = options;
  const assuming: Assuming = { world, sessions, issuers, callerArn };
  return {
    service: {
      name: 'sts',
      protocol: { kind: 'query', apiVersion: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
      operations: {
        GetCallerIdentity: (_input: unknown, call: Call) => ({
          UserId: sessions.get(call.accessKey)?.userId ?? 'AIDALOCALAWSLOCALAWSX',
          Account: world.account,
          Arn: callerArn(call.accessKey),
        }),
        AssumeRole: (input: AssumeRoleInput, call: Call) => assumeRole(assuming, input, call),
        AssumeRoleWithWebIdentity: (input: AssumeRoleInput) => assumeRoleWithWebIdentity(assuming, input),
      },
    },
    addRole: (role) => sessions.addRole(role),
    expire: (accessKey) => sessions.expire(accessKey),
    check(accessKey, protocol = 'json') {
      // Without a signature a token speaks for the caller.
      if (accessKey === '') return undefined;
      if (sessions.expired(accessKey)) {
        return protocol === 'json'
          ? new AwsFault('ExpiredTokenException', texts.tokenExpired)
          : new AwsFault('ExpiredToken', texts.tokenExpired, 403);
      }
      if (!accessKey.startsWith('ASIA') || sessions.get(accessKey) !== undefined) return undefined;
      return protocol === 'json'
        ? new AwsFault('UnrecognizedClientException', texts.tokenInvalid)
        : new AwsFault('InvalidClientTokenId', texts.tokenInvalid, 403);
    },
  };
}
