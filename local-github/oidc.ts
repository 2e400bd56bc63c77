import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { ApiRequest, ApiResponse, GithubClock } from './model.ts';
import { json } from './texts.ts';

/** What a job is, in the words of its token. https://docs.github.com/en/actions/reference/security/oidc */
export interface JobClaims {
  readonly repository: string;
  readonly environment?: string;
  readonly ref?: string;
  readonly sha?: string;
}

export interface Oidc {
  /** What a runner sets as `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. */
  readonly bearer: string;
  /** Public keys of the issuer, as JWKS. */
  readonly jwks: { readonly keys: readonly object[] };
  /** Every token issued. */
  readonly issued: readonly string[];
  /** `undefined` when the request is for something else. */
  answer(request: ApiRequest, origin: string): ApiResponse | undefined;
}

const keyId = 'local-github-1';
/** Seconds that a token lives; GitHub's live for five minutes. */
const lifetime = 300;

export function createOidc(clock: GithubClock, job: JobClaims): Oidc {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const bearer = 'oidc-request-token-of-the-job';
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, alg: 'RS256', use: 'sig' }] };
  const issued: string[] = [];
  const issue = (audience: string, issuer: string): string => {
    const now = Math.floor(clock.now() / 1_000);
    const token = sign(
      {
        ...claimsOf(job),
        iss: issuer,
        aud: audience,
        iat: now,
        nbf: now,
        exp: now + lifetime,
        jti: `${issued.length + 1}`,
      },
      privateKey,
    );
    issued.push(token);
    return token;
  };
  return {
    bearer,
    jwks,
    issued,
    answer(request, origin) {
      const url = new URL(request.path, origin);
      const issuer = `${origin}/_oidc`;
      if (url.pathname === '/_oidc/.well-known/jwks') return json(200, jwks);
      if (url.pathname === '/_oidc/.well-known/openid-configuration') {
        return json(200, {
          issuer,
          jwks_uri: `${issuer}/.well-known/jwks`,
          id_token_signing_alg_values_supported: ['RS256'],
        });
      }
      if (url.pathname !== '/_oidc/token') return undefined;
      if (request.headers.authorization !== `Bearer ${bearer}`) return json(401, { message: 'Unauthorized' });
      // Without an audience GitHub takes the address of the repository's owner.
      const audience = url.searchParams.get('audience') ?? `https://github.com/${job.repository.split('/')[0]}`;
      const value = issue(audience, issuer);
      return json(200, { count: value.length, value });
    },
  };
}

function claimsOf({ repository, environment, ref = 'refs/heads/main', sha = '' }: JobClaims) {
  const subject = environment === undefined ? `ref:${ref}` : `environment:${environment}`;
  return {
    sub: `repo:${repository}:${subject}`,
    repository,
    repository_owner: repository.split('/')[0],
    ref,
    sha,
    runner_environment: 'github-hosted',
    ...(environment === undefined ? {} : { environment }),
  };
}

function sign(claims: Readonly<Record<string, unknown>>, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ typ: 'JWT', alg: 'RS256', kid: keyId })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key).toString('base64url')}`;
}
