import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import type { HttpAnswer } from '#base/network';
import { sendHttp } from '#base/send-http';
import { type Certificate, selfSigned } from './http-certificate.ts';

const trusted = getCACertificates();
const servers: Server[] = [];
afterEach(() => {
  setDefaultCACertificates(trusted);
  for (const server of servers.splice(0)) server.close();
});

const year = new Date().getUTCFullYear();
const january = (of: number) => new Date(Date.UTC(of, 0, 1));
const valid = selfSigned('app.example.com', january(year - 1), january(year + 2));
const expired = selfSigned('app.example.com', january(2020), january(2021));
const future = selfSigned('app.example.com', january(year + 2), january(year + 3));

async function ask(served: Certificate, headers: Record<string, string>, scheme = 'https'): Promise<HttpAnswer> {
  const server = createServer(served, (_, response) => void response.end('ok'));
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return sendHttp({ url, method: 'GET', headers, timeoutMs: 25_000 }, new AbortController().signal);
}

const byName = { Host: 'app.example.com' };

const refusals: readonly [string, Certificate, readonly string[], Record<string, string>, string][] = [
  ['signed by itself', valid, [], byName, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['expired', expired, [expired.cert], byName, 'CERT_HAS_EXPIRED'],
  ['not valid yet', future, [future.cert], byName, 'CERT_NOT_YET_VALID'],
  ['for another name', valid, [valid.cert], { Host: 'other.example.com' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['for a name, asked by address', valid, [valid.cert], {}, 'ERR_TLS_CERT_ALTNAME_INVALID'],
];

test.each(refusals)(
  'a certificate that is %s is refused by its code',
  async (_, served, authorities, headers, reason) => {
    setDefaultCACertificates([...trusted, ...authorities]);
    expect(await ask(served, headers)).toMatchObject({ kind: 'unanswered', reason });
  },
);

test('a trusted certificate of the Host header is accepted, and its end is told', async () => {
  setDefaultCACertificates([...trusted, valid.cert]);
  expect(await ask(valid, byName)).toMatchObject({
    kind: 'answered',
    status: 200,
    body: 'ok',
    certificateExpiresAt: Date.UTC(year + 2, 0, 1),
  });
});

test('plain HTTP against a TLS port is no answer', async () => {
  expect(await ask(valid, {}, 'http')).toMatchObject({
    kind: 'unanswered',
    reason: expect.stringMatching(/^(ECONNRESET|HPE_)/),
  });
});
