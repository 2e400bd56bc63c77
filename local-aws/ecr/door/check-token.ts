import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from '../registry.ts';
import * as texts from '../texts.ts';
import { refuse } from './refuse.ts';

/**
 * Whether the request carries the password of a GetAuthorizationToken, as user `AWS`; answers it when it does not:
 * 401 with ECR's challenge, or 403 for a token of more than 12 hours ago.
 */
export function checkToken(registry: Registry, request: IncomingMessage, response: ServerResponse): boolean {
  const expiresAt = registry.tokens.get(passwordOf(request.headers.authorization) ?? '');
  if (expiresAt !== undefined && registry.world.clock.now() < expiresAt) return true;
  if (expiresAt !== undefined) {
    refuse(response, { status: 403, code: 'DENIED', message: texts.tokenExpired });
    return false;
  }
  response.writeHead(401, {
    'docker-distribution-api-version': 'registry/2.0',
    'www-authenticate': `Basic realm="https://${registry.host()}/",service="ecr.amazonaws.com"`,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(texts.notAuthorized),
  });
  response.end(texts.notAuthorized);
  return false;
}

function passwordOf(header = ''): string | undefined {
  const [scheme = '', credentials = ''] = header.split(' ');
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(credentials, 'base64').toString()) ?? [];
  return user === 'AWS' ? password : undefined;
}
