import { expect, test } from '@jest/globals';
import { Cancelled } from '#base/cancelled';
import { requestIdToken } from '#runner/request-id-token';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { inProcessHost } from '../../support/host.ts';
import { type Said, scriptedHttp } from '../verification/far-end.ts';

const address = 'https://run-actions-1.actions.githubusercontent.com/7//idtoken/x?api-version=2.0';

function service(...answers: readonly Said[]) {
  const clock = new VirtualClock();
  const host = inProcessHost(clock);
  const http = scriptedHttp(clock, (_, count) => answers[Math.min(count, answers.length) - 1] ?? {});
  const ask = () =>
    requestIdToken(
      { address, bearer: 'runtime-token', audience: 'sts.amazonaws.com' },
      { clock, log: host.log, signal: host.signal, http },
    );
  return { clock, host, http, ask };
}

const issued: Said = { status: 200, body: '{"count":1,"value":"e30.e30.sig"}' };

test('the token is asked for as GitHub documents it, and masked', async () => {
  const { ask, http, host } = service(issued);
  expect(await ask()).toBe('e30.e30.sig');
  expect(http.requests[0]?.request).toMatchObject({
    method: 'GET',
    headers: { authorization: 'Bearer runtime-token' },
    timeoutMs: 5_000,
  });
  expect(http.requests[0]?.request.url.href).toBe(`${address}&audience=sts.amazonaws.com`);
  expect(host.masked).toEqual(['e30.e30.sig']);
});

test.each<[string, Said]>([
  ['a server error', { status: 503 }],
  ['too many requests', { status: 429 }],
  ['a lost connection', { reason: 'ECONNRESET' }],
  ['an answer that drips', { afterMs: 60_000 }],
])('after %s it is asked for again', async (_, trouble) => {
  const { ask, http } = service(trouble, trouble, issued);
  expect(await ask()).toBe('e30.e30.sig');
  expect(http.requests).toHaveLength(3);
});

test.each<[string, Said, string, number]>([
  ['a refusal', { status: 403, body: 'no' }, 'HTTP 403', 1],
  ['a page instead of a token', { status: 200, body: '<html>' }, 'HTTP 200', 1],
  ['an empty token', { status: 200, body: '{"value":""}' }, 'HTTP 200', 1],
  ['a service that stays down', { status: 500 }, 'HTTP 500', 6],
  ['no way there', { reason: 'ENOTFOUND' }, 'ENOTFOUND of the test', 6],
])('%s is no-credentials, with what came', async (_, said, told, requests) => {
  const { ask, http } = service(said);
  await expect(ask()).rejects.toMatchObject({
    diagnosis: {
      code: 'no-credentials',
      what: `GitHub did not issue the OIDC token of this job: ${told}`,
      evidence: [`ACTIONS_ID_TOKEN_REQUEST_URL: ${told}`],
    },
  });
  expect(http.requests).toHaveLength(requests);
});

test('a cancelled run does not go on asking', async () => {
  const { ask, clock, host } = service({ status: 500 });
  clock.at(clock.now() + 1_200, () => host.abort.abort(new Cancelled('SIGINT')));
  await expect(ask()).rejects.toThrow('the run was cancelled (SIGINT)');
});
