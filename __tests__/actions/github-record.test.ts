import { describe, expect, test } from '@jest/globals';
import type { HttpPort } from '#base/network';
import { createGithub, type LocalGithub } from '../../local-github/create-github.ts';
import { crash } from '../cases/rollout-verdicts.ts';
import { commit, githubPort, jobEnv } from '../packages/github/github-world.ts';
import { deploy, type RunOptions, rollBack, type With } from '../support/deploy.ts';
import { openShop, type ShopOptions } from '../support/shop.ts';

async function scene(options: ShopOptions = {}) {
  const shop = await openShop(options);
  shop.push('web', 'v2');
  const github = createGithub({ clock: shop.clock });
  const inputs = (more: With) => ({
    service: 'web',
    environment: 'production',
    'github-token': github.state.token,
    ...more,
  });
  const at = (more: RunOptions): RunOptions => ({ http: githubPort(github), env: jobEnv(), ...more });
  return {
    shop,
    github,
    run: (more: With = {}, options: RunOptions = {}) => deploy(shop, inputs({ image: 'v2', ...more }), at(options)),
    back: (more: With = {}, options: RunOptions = {}) => rollBack(shop, inputs(more), at(options)),
  };
}

/** What was said of a deployment, oldest first: `success succeeded`. */
const said = ({ home }: LocalGithub, index = 0) =>
  (home.deploymentStatuses.get(home.deployments[index]?.id ?? 0) ?? []).map(
    ({ state, description }) => `${state} ${description}`,
  );

describe("GitHub's record of a release", () => {
  test('names what was deployed, when users saw it, and how it ended', async () => {
    const { github, run } = await scene();
    expect((await run({ 'migration-command': 'migrate up', 'schema-version-command': 'current' })).verdict).toBe(
      'succeeded',
    );
    const [made] = github.home.deployments;
    expect(github.home.deployments).toHaveLength(1);
    expect(made).toMatchObject({
      sha: commit,
      task: 'deploy',
      environment: 'production',
      production_environment: true,
      transient_environment: false,
      payload: {
        v: 1,
        release: '777-1',
        commit,
        services: [
          {
            cluster: 'shop',
            service: 'web',
            from: expect.stringMatching(/web:1$/),
            to: expect.stringMatching(/web:2$/),
          },
        ],
      },
    });
    const create = github.state.calls.find(({ call }) => call === 'POST /repos/acme/shop/deployments');
    expect(create?.body).toMatchObject({ auto_merge: false, required_contexts: [] });
    const lines = said(github);
    expect(lines[0]).toBe('in_progress started');
    expect(lines[1]).toMatch(/^in_progress migrated/);
    expect(lines.slice(2)).toEqual(['in_progress traffic moved', 'in_progress verified', 'success succeeded']);
  });

  test.each([
    ['staging', false, false],
    ['pr-12', false, true],
    ['Production', true, false],
  ])('knows what kind of environment %s is', async (environment, production, transient) => {
    const { github, run } = await scene();
    await run({ environment });
    expect(github.home.deployments[0]).toMatchObject({
      environment,
      production_environment: production,
      transient_environment: transient,
    });
  });

  test('of a release that was put back says so, with the cause and nothing that was quoted', async () => {
    const { github, run } = await scene({ fates: { v2: crash } });
    const ran = await run();
    expect(ran.verdict).toBe('rolled-back');
    expect(said(github).slice(1)).toEqual([
      'in_progress traffic moved',
      expect.stringMatching(/^failure rolled-back · crash-loop: /),
    ]);
  });

  test('of a failure before traffic moved has no word of traffic', async () => {
    const { github, run } = await scene({ fates: { up: crash } });
    const ran = await run({ 'migration-command': 'migrate up' });
    expect(ran.code).toBe('migration-failed');
    expect(said(github).join('\n')).not.toContain('traffic');
    expect(said(github).at(-1)).toMatch(/^failure failed · /);
  });

  test('of a cancelled run is closed within the time that is left', async () => {
    const { github, run } = await scene();
    const ran = await run({}, { cancelAfter: 30_000 });
    expect(ran.verdict).toBe('cancelled');
    expect(said(github).at(-1)).toBe('error cancelled');
  });

  test('of a rollback names the release that was left', async () => {
    const { github, run, back } = await scene();
    await run();
    expect((await back({}, { run: { release: '778-1' } })).verdict).toBe('succeeded');
    expect(github.home.deployments[1]).toMatchObject({ task: 'rollback', payload: { rolled_back_from: '777-1' } });
    expect(said(github, 1).at(-1)).toBe('success succeeded');
  });
});

describe('without a record', () => {
  test.each([
    ['no environment is named', { environment: '' }],
    ['there is no token', { 'github-token': '' }],
    ['it is a dry-run', { 'dry-run': 'true' }],
  ])('nothing is said to GitHub when %s', async (_, inputs) => {
    const { github, run } = await scene();
    const ran = await run(inputs);
    expect({ calls: github.state.calls, warnings: ran.report.warnings }).toEqual({ calls: [], warnings: [] });
  });

  test('what serves already is no deployment', async () => {
    const { github, run } = await scene();
    await run();
    expect((await run({}, { run: { release: '778-1' } })).verdict).toBe('unchanged');
    expect(github.home.deployments).toHaveLength(1);
  });
});

const troubles: readonly [string, (github: LocalGithub) => void, string][] = [
  [
    'the permission is missing',
    ({ state }) => void Object.assign(state.permissions, { deployments: 'read' }),
    'deployments: write is missing. Add `deployments: write` under `permissions:` of this job (environment).',
  ],
  [
    'GitHub is down',
    ({ state }) => void state.faults.push({ fault: { call: 'deployments', do: 'bad-gateway' }, left: 99 }),
    'HTTP 502',
  ],
  ['the limit is used up', ({ state }) => void Object.assign(state, { remaining: 0 }), 'rate limit is used up'],
  [
    'a status is lost',
    ({ state }) => void state.faults.push({ fault: { call: 'statuses', do: 'drop' }, left: 1 }),
    'ECONNRESET',
  ],
];

test.each(troubles)('a deployment goes on when %s, with one warning', async (_, given, says) => {
  const { github, run } = await scene();
  given(github);
  const ran = await run();
  expect(ran.verdict).toBe('succeeded');
  expect(ran.report.warnings).toHaveLength(1);
  expect(ran.report.warnings[0]).toContain('the deployment is not (wholly) recorded on GitHub');
  expect(ran.report.warnings[0]).toContain(says);
});

test('a GitHub that never answers holds the end of a run for ten seconds at most', async () => {
  const plain = await scene();
  const { took } = await plain.run();
  const { run } = await scene();
  const silent: HttpPort = (_, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const ran = await run({}, { http: silent });
  expect(ran.verdict).toBe('succeeded');
  expect(ran.took - took).toBeLessThanOrEqual(10_000);
  expect(ran.report.warnings[0]).toContain('GitHub did not answer in time');
});
