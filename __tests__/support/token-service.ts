import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { idToken } from './id-token.ts';

/** GitHub's service for OIDC tokens, on 127.0.0.1. */
export interface TokenService {
  /** What a runner sets for a job with `id-token: write`. */
  readonly env: Readonly<Record<string, string>>;
  /** Tokens that were issued. */
  readonly issued: readonly string[];
  close(): void;
}

const bearer = 'runtime-token-of-the-job';

export async function openTokenService(): Promise<TokenService> {
  const issued: string[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.headers.authorization !== `Bearer ${bearer}`) return void response.writeHead(401).end();
    // Two tokens of one job differ, as real ones do.
    const value = idToken({ aud: searchParams.get('audience'), jti: String(issued.length) });
    issued.push(value);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ count: 1, value }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/idtoken?api-version=2.0`;
  return {
    env: { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer },
    issued,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
