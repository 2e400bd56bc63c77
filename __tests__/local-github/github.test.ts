import { spawn } from 'node:child_process';
import { createPublicKey, createVerify, type JsonWebKeyInput } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { createGithub, type LocalGithub } from '../../local-github/create-github.ts';

const sha = 'a'.repeat(40);
const clock = { now: () => Date.UTC(2026, 0, 5, 9) };

function open(options: Partial<Parameters<typeof createGithub>[0]> = {}) {
  const github = createGithub({ clock, ...options });
  return { github, call: caller(github) };
}

const caller =
  (github: LocalGithub) =>
  (method: string, path: string, body?: unknown, token = github.state.token) => {
    const answer = github.handle({
      method,
      path: path.startsWith('/_') ? path : `/repos/acme/shop${path}`,
      headers: { authorization: `Bearer ${token}` },
      body: body === undefined ? '' : JSON.stringify(body),
    });
    return { ...answer, json: answer.body === '' ? undefined : JSON.parse(answer.body) };
  };

const refusals: readonly [string, (at: ReturnType<typeof open>) => { status: number; body: string }, number, string][] =
  [
    ['a wrong token', ({ call }) => call('GET', '/deployments', undefined, 'ghs_other'), 401, 'Bad credentials'],
    ['an unknown path', ({ call }) => call('GET', '/nothing'), 404, 'Not Found'],
    ['another repository', () => open({ only: ['acme/other'] }).call('GET', '/deployments'), 404, 'Not Found'],
    [
      'a permission that is missing',
      () => open({ permissions: { deployments: 'read' } }).call('POST', '/deployments', { ref: sha }),
      403,
      'Resource not accessible by integration',
    ],
    ['no ref', ({ call }) => call('POST', '/deployments', {}), 422, 'missing_field'],
    [
      'a ref that is not there',
      ({ call }) => call('POST', '/deployments', { ref: 'topic' }),
      422,
      'No ref found for: topic',
    ],
    [
      'a deployment over a red commit',
      ({ call }) => {
        call('POST', `/statuses/${sha}`, { state: 'failure', context: 'ci' });
        return call('POST', '/deployments', { ref: sha });
      },
      409,
      'Conflict: Commit status checks failed',
    ],
    [
      'a state that is none',
      ({ call }) => {
        const { id } = call('POST', '/deployments', { ref: sha }).json;
        return call('POST', `/deployments/${id}/statuses`, { state: 'done' });
      },
      422,
      'state is not included in the list',
    ],
    [
      'a description of 141 characters',
      ({ call }) => {
        const { id } = call('POST', '/deployments', { ref: sha }).json;
        return call('POST', `/deployments/${id}/statuses`, { state: 'success', description: 'x'.repeat(141) });
      },
      422,
      'maximum is 140 characters',
    ],
    [
      'a release of a tag that has one',
      ({ call }) => {
        call('POST', '/releases', { tag_name: 'v1.0.0', target_commitish: sha });
        return call('POST', '/releases', { tag_name: 'v1.0.0', target_commitish: sha });
      },
      422,
      'already_exists',
    ],
    [
      'too many requests',
      () => {
        const { call } = open({ requests: 1 });
        call('GET', '/deployments');
        return call('GET', '/deployments');
      },
      403,
      'API rate limit exceeded',
    ],
  ];

test.each(refusals)('refuses %s in the words of GitHub', (_, ask, status, words) => {
  const answer = ask(open());
  expect(answer.status).toBe(status);
  expect(answer.body).toContain(words);
});

test('lists come in pages that lead to each other', () => {
  const { call } = open();
  for (let at = 0; at < 70; at++) call('POST', '/deployments', { ref: sha, required_contexts: [] });
  const [first, third] = [call('GET', `/deployments?sha=${sha}`), call('GET', '/deployments?page=3')];
  expect(first.json).toHaveLength(30);
  expect(first.headers.link).toContain('page=2>; rel="next"');
  expect(first.headers.link).toContain('page=3>; rel="last"');
  expect(third.json).toHaveLength(10);
  expect(third.headers.link).not.toContain('rel="next"');
});

test('a success makes earlier deployments of the environment inactive, but production ones', () => {
  const { call } = open();
  const deploy = (environment: string) => {
    const { id } = call('POST', '/deployments', { ref: sha, environment, required_contexts: [] }).json;
    call('POST', `/deployments/${id}/statuses`, { state: 'success' });
    return () => call('GET', `/deployments/${id}/statuses`).json.map(({ state }: { state: string }) => state);
  };
  const [staging, production] = [deploy('staging'), deploy('production')];
  deploy('staging');
  deploy('production');
  expect(staging()).toEqual(['inactive', 'success']);
  expect(production()).toEqual(['success']);
});

test('of check runs the latest of a suite is shown, and suites are under way until all have ended', () => {
  const { call } = open();
  const seed = (name: string, conclusion?: string) =>
    call('POST', '/_local-github/checks', { sha, name, conclusion, run: 5 });
  seed('test', 'failure');
  seed('test', 'success');
  seed('lint');
  const runs = call('GET', `/commits/${sha}/check-runs`).json;
  expect(runs.check_runs.map(({ name, conclusion }: Record<string, string>) => [name, conclusion])).toEqual([
    ['lint', null],
    ['test', 'success'],
  ]);
  expect(call('GET', `/commits/${sha}/check-runs?filter=all`).json.total_count).toBe(3);
  expect(call('GET', `/commits/${sha}/check-suites`).json.check_suites[0].status).toBe('in_progress');
  seed('lint', 'success');
  expect(call('GET', `/commits/${sha}/check-suites`).json.check_suites[0].conclusion).toBe('success');
});

test('the token of a job is signed, and says who it is for', () => {
  const { github } = open({ job: { environment: 'production' } });
  const ask = (bearer: string) =>
    github.handle({
      method: 'GET',
      path: '/_oidc/token?audience=sts.amazonaws.com',
      headers: { authorization: `Bearer ${bearer}` },
      body: '',
    });
  expect(ask('something else').status).toBe(401);
  const [header = '', claims = '', signature = ''] = JSON.parse(ask(github.oidc.bearer).body).value.split('.');
  const key = createPublicKey({ key: github.oidc.jwks.keys[0], format: 'jwk' } as JsonWebKeyInput);
  const isSigned = createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(key, signature, 'base64url');
  expect(isSigned).toBe(true);
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString());
  expect(read).toMatchObject({ sub: 'repo:acme/shop:environment:production', aud: 'sts.amazonaws.com' });
  expect(read.exp - read.iat).toBe(300);
});

test('the program prints one line when it is ready, answers, and ends on SIGTERM', async () => {
  const main = fileURLToPath(new URL('../../local-github/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(createInterface(child.stdout), 'line');
    const ready = JSON.parse(line);
    expect(Object.keys(ready)).toEqual(['api', 'oidc', 'token', 'oidcToken', 'pid']);
    const answer = await fetch(`${ready.api}/repos/acme/shop/deployments`, {
      headers: { authorization: `Bearer ${ready.token}` },
    });
    expect(await answer.json()).toEqual([]);
    const token = await fetch(`${ready.oidc}&audience=x`, { headers: { authorization: `Bearer ${ready.oidcToken}` } });
    expect(token.status).toBe(200);
  } finally {
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  }
});

test('a port that is none is said', async () => {
  const main = fileURLToPath(new URL('../../local-github/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--port', 'many'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(Buffer.concat(said).toString()).toContain('local-github: --port is a number');
});
