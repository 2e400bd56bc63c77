import { describe, expect, test } from '@jest/globals';
import type { HttpPort } from '#base/network';
import { renderMarkdown } from '#report/render-markdown';
import { renderClosing } from '#report/render-terminal';
import { readInputs } from '#runner/read-inputs';
import { main } from '../../actions/delivery-report/main.ts';
import { spec } from '../../actions/delivery-report/spec.ts';
import { type GithubWorld, githubPort, githubWorld, jobEnv } from '../packages/github/github-world.ts';
import { inProcessHost } from '../support/host.ts';

const day = 86_400_000;
const jobs = JSON.stringify({
  deploy: { result: 'success', outputs: { verdict: 'succeeded', image: 'shop/web@sha256:9f3c' } },
});

async function report(
  world: GithubWorld,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
  http: HttpPort = githubPort(world.github),
) {
  const host = inProcessHost(world.clock, {
    env: { ...jobEnv(), ...env },
    network: { http },
    run: { action: 'delivery-report', environment: inputs.environment ?? 'production' },
  });
  const given = { needs: jobs, 'github-token': world.github.state.token, ...inputs };
  const variables = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return await main(await readInputs(spec, Object.fromEntries(variables)), host);
}

const tagged = { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.4.0' };

describe('the GitHub release', () => {
  test('is made for the tag of the run, with what was deployed', async () => {
    const world = githubWorld();
    const { report: made, outputs } = await report(world, { release: 'auto' }, tagged);
    const [release] = world.github.home.releases;
    expect(release).toMatchObject({ tag_name: 'v1.4.0', prerelease: false, name: 'v1.4.0' });
    for (const part of ['### Deployed to production', '`succeeded`', '`shop/web@sha256:9f3c`', 'actions/runs/777']) {
      expect(release?.body).toContain(part);
    }
    expect(outputs['release-page']).toBe('https://github.com/acme/shop/releases/tag/v1.4.0');
    expect({ verdict: made.verdict, changed: made.changed }).toEqual({ verdict: 'succeeded', changed: true });
  });

  test('that is there keeps what others wrote, and gets one part an environment', async () => {
    const world = githubWorld();
    await report(world, { release: 'v1.4.0-rc.1', environment: 'staging' });
    const [release] = world.github.home.releases;
    if (release === undefined) throw new Error('none was made');
    release.body = `By hand.\n\n${release.body}`;
    await report(world, { release: 'v1.4.0-rc.1', environment: 'production' });
    await report(world, { release: 'v1.4.0-rc.1', environment: 'staging' });
    expect(world.github.home.releases).toHaveLength(1);
    expect(release.prerelease).toBe(true);
    expect(release.body?.startsWith('By hand.')).toBe(true);
    expect(release.body?.match(/### Deployed to \w+/g)).toEqual([
      '### Deployed to staging',
      '### Deployed to production',
    ]);
  });

  test.each([
    ['the run is not of a tag', { release: 'auto' }, { GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: '1.4.0' }],
    ['the tag is no version', { release: 'auto' }, { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'nightly' }],
    ['a job failed', { release: 'v1.4.0', needs: '{"test": {"result": "failure"}}' }, {}],
    ['it is a dry-run', { release: 'v1.4.0', 'dry-run': 'true' }, {}],
  ])('is not made when %s', async (_, inputs, env) => {
    const world = githubWorld();
    const { report: made } = await report(world, inputs, env);
    expect(world.github.home.releases).toEqual([]);
    expect(made.changed).toBe(false);
  });

  test.each([
    [
      'the permission is missing',
      (world: GithubWorld) => void Object.assign(world.github.state.permissions, { contents: 'read' }),
      'access-denied',
      'contents: write',
    ],
    ['the token is no longer good', () => {}, 'access-denied', 'github-token'],
    [
      'GitHub is down',
      (world: GithubWorld) =>
        void world.github.state.faults.push({ fault: { call: 'releases', do: 'bad-gateway' }, left: 99 }),
      'unknown',
      'githubstatus.com',
    ],
    [
      'the commit is not on GitHub',
      (world: GithubWorld) => void world.github.home.commits.push({ sha: 'a'.repeat(40), message: '', date: '' }),
      'invalid-input',
      'Correct what GitHub names',
    ],
  ])(
    'that cannot be made, since %s, turns the report red, and the jobs are told all the same',
    async (name, given, code, fix) => {
      const world = githubWorld();
      given(world);
      const token = name.startsWith('the token') ? { 'github-token': 'ghs_old' } : {};
      const { report: made } = await report(world, { release: 'v1.4.0', ...token });
      expect({ verdict: made.verdict, code: made.diagnosis?.code }).toEqual({ verdict: 'failed', code });
      expect(made.diagnosis?.fix).toContain(fix);
      expect(renderClosing(made).at(-1)).toContain('nothing was changed');
      expect(renderMarkdown(made, { evidence: 'full' })).toContain('| **deploy** | ✅ success |');
    },
  );
});

test('a release whose answer is lost may have been made: nobody says that nothing was changed', async () => {
  const world = githubWorld();
  const loses: HttpPort = async (request, signal) => {
    const answer = await githubPort(world.github)(request, signal);
    return request.method === 'POST'
      ? { kind: 'unanswered', reason: 'ECONNRESET', message: 'socket hang up', tookMs: 1 }
      : answer;
  };
  const { report: made } = await report(world, { release: 'v1.4.0' }, {}, loses);
  expect(world.github.home.releases).toHaveLength(1);
  expect({ verdict: made.verdict, changed: made.changed }).toEqual({ verdict: 'failed', changed: true });
  expect(renderClosing(made).at(-1)).not.toContain('nothing was changed');
});

describe('the metrics', () => {
  /** Deploys commit after commit, one a day; the API shows what our own record would. */
  function history(world: GithubWorld, ends: readonly ('good' | 'bad')[]) {
    const { github, clock } = world;
    const ask = githubPort(github);
    const post = async (path: string, body: object) => {
      const answer = await ask(
        {
          url: new URL(`http://api.local-github/repos/acme/shop${path}`),
          method: 'POST',
          headers: { authorization: `Bearer ${github.state.token}` },
          body: JSON.stringify(body),
          timeoutMs: 1_000,
        },
        world.host.signal,
      );
      return answer.kind === 'answered' ? JSON.parse(answer.body) : {};
    };
    return ends.reduce(async (before, end, index) => {
      await before;
      const sha = String(index + 1).padStart(40, 'c');
      github.home.commits.push({ sha, message: `change ${index}`, date: new Date(clock.now()).toISOString() });
      await clock.advance(2 * 3_600_000);
      const payload = { v: 1, release: `${index}-1`, services: [{ service: 'web', digest: sha }] };
      const { id } = await post('/deployments', { ref: sha, payload, required_contexts: [], auto_merge: false });
      await post(`/deployments/${id}/statuses`, { state: 'in_progress', description: 'traffic moved' });
      await post(`/deployments/${id}/statuses`, { state: end === 'good' ? 'success' : 'failure' });
      await clock.advance(day - 2 * 3_600_000);
    }, Promise.resolve());
  }

  test('are counted from the record alone, and stand in the summary', async () => {
    const world = githubWorld();
    await history(world, ['good', 'good', 'bad', 'good']);
    const { report: made, outputs } = await report(world, { 'window-days': '30' });
    expect(JSON.parse(outputs.metrics ?? '')).toMatchObject({
      environment: 'production',
      windowDays: 30,
      deployments: 3,
      daysWithDeployment: 3,
      // Two hours for what came by itself; the commit of the bad one came a day late, with the next.
      leadTime: { medianMs: 2 * 3_600_000, p90Ms: day + 2 * 3_600_000, commits: 3 },
      changeFailureRate: 0.25,
      recovery: { medianMs: day, count: 1 },
      notRecovered: 0,
      notes: [],
    });
    const summary = renderMarkdown(made, { evidence: 'full' });
    expect(summary).toContain('### Delivery to **production** in the last 30 days');
    expect(summary).toContain('| Change failure rate | 25 % |');
  });

  test('cover more deployments than fit on a page, and the window only', async () => {
    const world = githubWorld();
    world.github.state.remaining = 10_000;
    await history(
      world,
      Array.from({ length: 140 }, () => 'good'),
    );
    const { outputs } = await report(world, { 'window-days': '120' });
    expect(JSON.parse(outputs.metrics ?? '')).toMatchObject({
      deployments: 120,
      leadTime: { commits: 100 },
      notes: ['lead time is that of the newest 100 deployments'],
    });
  });

  test('of rewritten history have no lead time there, and say so', async () => {
    const world = githubWorld();
    await history(world, ['good', 'good', 'good']);
    world.github.home.commits.splice(0, 1);
    const { outputs } = await report(world, { 'window-days': '30' });
    const { leadTime, notes } = JSON.parse(outputs.metrics ?? '');
    expect({ commits: leadTime.commits, notes }).toEqual({
      commits: 1,
      notes: ['1 deployments have no lead time: their history was rewritten'],
    });
  });

  test.each([
    ['the permission for deployments is missing', { deployments: 'none' }, 'deployments: read'],
    ['the permission for contents is missing', { contents: 'none' }, 'contents: read'],
  ])('are left out with a warning when %s', async (_, permissions, says) => {
    const world = githubWorld();
    await history(world, ['good', 'good']);
    Object.assign(world.github.state.permissions, permissions);
    const { report: made, outputs } = await report(world, { 'window-days': '30' });
    expect({ verdict: made.verdict, metrics: outputs.metrics }).toEqual({ verdict: 'succeeded', metrics: '' });
    expect(made.warnings.join('\n')).toContain(`no metrics: access-denied: the job's token may not`);
    expect(made.warnings.join('\n')).toContain(`Add \`${says}\` under`);
  });
});
