import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createGithub, type LocalGithub } from '../../local-github/create-github.ts';
import { type Serving, serve } from '../../local-github/serve.ts';
import { jobEnv } from '../packages/github/github-world.ts';
import { runBundle } from '../support/run-bundle.ts';
import { cancelledByRunner } from '../support/run-program.ts';

const needs = JSON.stringify({
  test: { result: 'success', outputs: {} },
  deploy: { result: 'failure', outputs: { verdict: 'rolled-back', 'reason-code': 'crash-loop' } },
});

let github: LocalGithub;
let serving: Serving;
let hook: Server;
let told: string[];
/** Keeps its callers waiting under `/silent`. */
let address: string;

beforeAll(async () => {
  github = createGithub({ clock: { now: () => Date.now() } });
  serving = await serve(github);
  told = [];
  hook = createServer(async (request, response) => {
    told.push(await text(request));
    if (request.url !== '/silent/key-of-the-hook')
      response.writeHead(request.url === '/gone/key-of-the-hook' ? 410 : 200).end('ok');
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
});

afterAll(async () => {
  hook.close();
  hook.closeAllConnections();
  await serving.close();
});

const run = (inputs: Readonly<Record<string, string>>, more: Parameters<typeof runBundle>[1] = {}) =>
  runBundle('delivery-report', {
    env: jobEnv(serving.url),
    inputs: { needs, environment: 'production', 'github-token': github.state.token, ...inputs },
    ...more,
  });

describe('the bundle of delivery-report', () => {
  test('tells the summary and the webhook, and is green although a job failed', async () => {
    const end = await run({ 'webhook-url': `${address}/hooks/key-of-the-hook`, 'window-days': '7' });
    expect(end.exitCode).toBe(0);
    expect(end.outputs).toMatchObject({ verdict: 'succeeded', outcome: 'failure', 'reason-code': '' });
    expect(JSON.parse(end.outputs.metrics ?? '')).toMatchObject({ environment: 'production', deployments: 0 });
    expect(end.summary).toContain('## 📣 Reported · deploy failed (rolled-back, crash-loop)');
    expect(JSON.parse(told.at(-1) ?? '')).toMatchObject({ v: 1, outcome: 'failure' });
    expect(end.stdout.replace(/::add-mask::.*/g, '') + end.summary).not.toContain('key-of-the-hook');
  });

  test('makes the release of the tag', async () => {
    const end = await run({ release: 'v2.0.0', needs: '{"test":{"result":"success","outputs":{}}}' });
    expect(end.exitCode).toBe(0);
    expect(end.outputs['release-page']).toBe('https://github.com/acme/shop/releases/tag/v2.0.0');
    expect(github.home.releases.map(({ tag_name }) => tag_name)).toEqual(['v2.0.0']);
  });

  test('a webhook that is gone is a warning, and red when it must be told', async () => {
    const gone = { 'webhook-url': `${address}/gone/key-of-the-hook` };
    const end = await run(gone);
    expect({ code: end.exitCode, level: end.annotations[0]?.level }).toEqual({ code: 0, level: 'warning' });
    const red = await run({ ...gone, 'webhook-required': 'true' });
    expect({ code: red.exitCode, title: red.annotations[0]?.title }).toEqual({ code: 1, title: 'notification-failed' });
    expect(red.summary).toContain('| **deploy** | ❌ failure |');
  });

  test('a release without the permission is red, with the line that is missing', async () => {
    Object.assign(github.state.permissions, { contents: 'read' });
    const end = await run({ release: 'v3.0.0', needs: '{"test":{"result":"success","outputs":{}}}' });
    Object.assign(github.state.permissions, { contents: 'write' });
    expect(end.exitCode).toBe(1);
    expect(end.outputs['reason-code']).toBe('access-denied');
    expect(end.annotations[0]?.message).toContain('Add `contents: write` under `permissions:`');
  });

  test('needs that are none are refused in one line', async () => {
    const end = await run({ needs: 'success' });
    expect({ code: end.exitCode, reason: end.outputs['reason-code'] }).toEqual({ code: 1, reason: 'invalid-input' });
    expect(end.annotations[0]?.message).toContain('needs');
  });

  test('a cancel ends it at once', async () => {
    const before = told.length;
    const end = await run(
      { 'webhook-url': `${address}/silent/key-of-the-hook` },
      {
        env: jobEnv(serving.url),
        inputs: { needs, 'webhook-url': `${address}/silent/key-of-the-hook` },
        signalAt: { after: reached(before), signals: cancelledByRunner },
      },
    );
    expect(end.outputs.verdict).toBe('cancelled');
    expect(end.exitCode).toBe(1);
  });
});

/** Resolves when the webhook was called once more. */
async function reached(before: number): Promise<void> {
  while (told.length === before) await new Promise((resolve) => setImmediate(resolve));
}
