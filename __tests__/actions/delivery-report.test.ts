import { describe, expect, test } from '@jest/globals';
import type { HttpPort } from '#base/network';
import { renderMarkdown } from '#report/render-markdown';
import { renderClosing } from '#report/render-terminal';
import { readInputs } from '#runner/read-inputs';
import { coreOutputs } from '#runner/write-outputs';
import { main } from '../../actions/delivery-report/main.ts';
import { spec } from '../../actions/delivery-report/spec.ts';
import { type WebhookCase, webhookCases } from '../cases/github-webhooks.ts';
import { githubPort, githubWorld, jobEnv } from '../packages/github/github-world.ts';
import { inProcessHost } from '../support/host.ts';

const secret = 'https://hooks.slack.com/services/T000/B000/abcdefghijklmnop';

/** Runs the action; what is for the webhook goes there, the rest to GitHub. */
async function report(
  inputs: Readonly<Record<string, string>>,
  options: { hook?: HttpPort; env?: Record<string, string> } = {},
) {
  const world = githubWorld();
  const told: { url: string; body: string }[] = [];
  const http: HttpPort = async (request, signal) => {
    if (request.url.hostname !== 'hooks.slack.com') return githubPort(world.github)(request, signal);
    told.push({ url: request.url.href, body: request.body ?? '' });
    return (options.hook ?? answers(200, 'ok'))(request, signal);
  };
  const host = inProcessHost(world.clock, {
    env: { ...jobEnv(), ...options.env },
    network: { http },
    run: { action: 'delivery-report', environment: inputs.environment ?? 'production' },
  });
  const given = { 'github-token': world.github.state.token, ...inputs };
  const env = Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
  const run = async () => {
    const { report, outputs } = await main(await readInputs(spec, env), host);
    return { report, outputs: { ...coreOutputs(report, ''), ...outputs } };
  };
  return { ...(await run()), run, world, host, told };
}

const answers =
  (status: number, body = ''): HttpPort =>
  async () => ({ kind: 'answered', status, headers: {}, body, tookMs: 1 });

const needs = (jobs: Readonly<Record<string, unknown>>) => ({ needs: JSON.stringify(jobs) });
const success = { result: 'success', outputs: {} };

const deployed = needs({
  test: success,
  build: { result: 'success', outputs: { image: 'shop/web@sha256:9f3c', results: '[{"long": "JSON"}]' } },
  deploy: { result: 'success', outputs: { verdict: 'succeeded', 'reason-code': '', 'release-id': '777-1', url: '' } },
});
const broken = needs({
  test: success,
  deploy: { result: 'failure', outputs: { verdict: 'rolled-back', 'reason-code': 'crash-loop' } },
  smoke: { result: 'skipped', outputs: {} },
});

describe('the jobs', () => {
  test('stand in the summary, each with its result, its deployment and what it handed on', async () => {
    const { report: made, outputs } = await report(deployed);
    const summary = renderMarkdown(made, { evidence: 'full' });
    expect(summary).toContain('## 📣 Reported · all 3 jobs succeeded');
    expect(summary).toContain('| **deploy** | ✅ success | ✅ `succeeded` | release-id `777-1`<br>url _blank_ |');
    expect(summary).toContain('image `shop/web@sha256:9f3c`');
    expect(summary).not.toContain('long');
    expect(summary).toContain('https://github.com/acme/shop/actions/runs/777/attempts/1');
    expect(outputs).toMatchObject({ verdict: 'succeeded', outcome: 'success', changed: 'false', metrics: '' });
    expect(JSON.parse(outputs.results ?? '')[0]).toMatchObject({ name: 'test', result: 'success' });
  });

  test('that failed are named first, and the report is green all the same', async () => {
    const { report: made, outputs } = await report(broken);
    expect(made.verdict).toBe('succeeded');
    expect(outputs.outcome).toBe('failure');
    const summary = renderMarkdown(made, { evidence: 'full' });
    expect(summary).toContain('## 📣 Reported · deploy failed (rolled-back, crash-loop), smoke was skipped');
    expect(summary).toContain('↩️ `rolled-back` `crash-loop`');
    expect(renderClosing(made)[0]).toContain('Reported · deploy failed (rolled-back, crash-loop), smoke was skipped');
  });

  test('that handed on something empty are said', async () => {
    const { report: made } = await report(deployed);
    expect(made.warnings).toEqual([
      'deploy handed on nothing as url: it was empty, or withheld because it contains a secret',
    ]);
  });

  test.each([
    ['no JSON', 'success', 'needs'],
    ['a list', '[1]', 'needs'],
    ['a result that GitHub does not have', '{"a": {"result": "green"}}', 'result'],
  ])('%s is refused', async (_, value, says) => {
    await expect(report({ needs: value })).rejects.toThrow(says);
  });

  test('what comes from outside cannot break out of the table', async () => {
    const { report: made } = await report(
      needs({ a: { result: 'success', outputs: { x: '</td>|<script>::error::' } } }),
    );
    const summary = renderMarkdown(made, { evidence: 'full' });
    expect(summary).not.toContain('<script>');
    expect(
      summary
        .split('\n')
        .find((line) => line.includes('**a**'))
        ?.match(/\|/g),
    ).toHaveLength(4);
  });
});

describe('the webhook', () => {
  test('is told in words and in data', async () => {
    const { told, host } = await report({ ...broken, 'webhook-url': secret });
    const [{ url, body } = { url: '', body: '' }] = told;
    expect(url).toBe(secret);
    const message = JSON.parse(body);
    expect(message.text).toBe(
      '❌ *acme/shop · production*: deploy failed (rolled-back, crash-loop), smoke was skipped · commit 9f3c2ab · by octo · <https://github.com/acme/shop/actions/runs/777/attempts/1|run>',
    );
    expect(message).toMatchObject({ v: 1, outcome: 'failure', repository: 'acme/shop', environment: 'production' });
    expect(message.jobs[1]).toEqual({
      name: 'deploy',
      result: 'failure',
      verdict: 'rolled-back',
      reason: 'crash-loop',
    });
    expect(host.lines).toContain('the webhook was told');
  });

  test('hears nothing that a channel would obey, and no outputs', async () => {
    const { told } = await report({
      ...needs({ '<!channel>': { result: 'failure', outputs: { password: 'hunter2' } } }),
      'webhook-url': secret,
    });
    expect(told[0]?.body).not.toContain('<!channel>: ');
    expect(JSON.parse(told[0]?.body ?? '').text).toContain('&lt;!channel&gt; failed');
    expect(told[0]?.body).not.toContain('hunter2');
  });

  test.each(webhookCases)('$name', async ({ answer, says, tries }: WebhookCase) => {
    const {
      report: made,
      told,
      host,
    } = await report({ ...deployed, 'webhook-url': secret }, { hook: async () => answer });
    expect(made.verdict).toBe('succeeded');
    const warning = made.warnings.find((line) => line.startsWith('notification-failed')) ?? '';
    expect(warning).toContain(says);
    expect(told.length).toBeGreaterThanOrEqual(tries[0]);
    expect(told.length).toBeLessThanOrEqual(tries[1]);
    expect(JSON.stringify([host.lines, made])).not.toContain('abcdefghijklmnop');
    expect(host.masked).toContain(secret);
  });

  test.each(webhookCases)('$code, when it must be told: $name', async ({ answer, code, what }: WebhookCase) => {
    const { report: made } = await report(
      { ...deployed, 'webhook-url': secret, 'webhook-required': 'true' },
      { hook: async () => answer },
    );
    expect({ verdict: made.verdict, code: made.diagnosis?.code }).toEqual({ verdict: 'failed', code });
    expect(made.diagnosis?.what).toContain(what);
    expect(made.jobs).toHaveLength(3);
  });

  test('that is busy at first is asked again', async () => {
    const statuses = [503, 429, 200];
    const { report: made } = await report(
      { ...deployed, 'webhook-url': secret },
      { hook: (...args) => answers(statuses.shift() ?? 500)(...args) },
    );
    expect(made.warnings.filter((line) => line.startsWith('notification-failed'))).toEqual([]);
    expect(statuses).toEqual([]);
  });

  test('is not told in a dry-run, and an address that is none is refused', async () => {
    const { told, report: made } = await report({ ...deployed, 'webhook-url': secret, 'dry-run': 'true' });
    expect({ told, verdict: made.verdict }).toEqual({ told: [], verdict: 'planned' });
    await expect(report({ 'webhook-url': 'hooks.slack.com' })).rejects.toThrow('webhook-url');
  });
});
