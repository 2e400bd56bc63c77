import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type BuildScene, commit, openBuildScene, registryHost } from './build-scene.ts';

let scene: BuildScene;
beforeEach(async () => {
  scene = await openBuildScene();
});
afterEach(async () => {
  await scene.close();
});

const digestOf = (repository: string, tag: string) => {
  const found = scene.ecr.resolve(`${registryHost}/${repository}:${tag}`);
  return found.kind === 'found' ? found.digest : found.kind;
};

test('builds an image, pushes it, proves it and pins it', async () => {
  const { report, outputs, rows } = await scene.run({ repository: 'api' });
  const digest = digestOf('api', commit);
  expect(digest).toMatch(/^sha256:/);
  expect(report).toMatchObject({ verdict: 'succeeded', changed: true, region: 'eu-west-1' });
  expect(outputs).toEqual({ image: `${registryHost}/api@${digest}`, 'image-tag': commit, digest });
  expect(rows).toMatchObject([
    { key: 'api', name: 'api', image: outputs.image, tag: commit, digest, reused: false, verdict: 'succeeded' },
  ]);
  expect(scene.left()).toEqual([]);
});

test('the password goes through stdin and is masked; tokens of the job go nowhere', async () => {
  const env = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc', INPUT_SECRETS: 'x', ACTIONS_RUNTIME_TOKEN: 'cache' };
  const { host } = await scene.run({ repository: 'api' }, { env });
  const [login] = scene.calls().filter(({ argv }) => argv[0] === 'login');
  expect(login?.argv).toEqual(['login', '--username', 'AWS', '--password-stdin', registryHost]);
  expect(login?.stdin).toMatch(/^[a-z0-9]{64}$/);
  expect(host.masked).toContain(login?.stdin);
  expect(scene.calls().flatMap(({ argv }) => argv)).not.toContain(login?.stdin);
  const build = scene.builds()[0]?.env ?? {};
  expect(build.ACTIONS_RUNTIME_TOKEN).toBe('cache');
  expect(Object.keys(build).filter((name) => /^INPUT_|ID_TOKEN/.test(name))).toEqual([]);
});

test("the user's configuration is kept, and nothing of the login goes to it", async () => {
  const folder = join(scene.home, '.docker');
  mkdirSync(join(folder, 'cli-plugins'), { recursive: true });
  mkdirSync(join(folder, 'contexts'));
  const config = { credsStore: 'desktop', credHelpers: { 'gcr.io': 'gcloud' }, currentContext: 'remote' };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  symlinkSync('/nowhere', join(folder, 'dangling'));
  await scene.run({ repository: 'api' });
  const [build] = scene.builds();
  expect(build?.env.DOCKER_CONFIG).not.toBe(folder);
  expect(build?.configNames.toSorted()).toEqual(['cli-plugins', 'config.json', 'contexts', 'dangling']);
  expect(JSON.parse(build?.config ?? '')).toEqual({
    ...config,
    credHelpers: { 'gcr.io': 'gcloud', [registryHost]: '' },
  });
});

test('a re-run builds nothing and says so', async () => {
  const first = await scene.run({ repository: 'api' });
  const again = await scene.run({ repository: 'api' }, { run: { release: '778-1' } });
  expect(again.report).toMatchObject({ verdict: 'unchanged', changed: false });
  expect(again.rows).toMatchObject([{ reused: true, verdict: 'unchanged' }]);
  expect(again.outputs).toEqual(first.outputs);
  expect(scene.builds()).toHaveLength(1);
  expect(scene.requests.map(({ url, headers }) => [url.host, headers.authorization !== undefined])).toEqual([
    [registryHost, true],
    ['layers.example', false],
  ]);
});

test('a tag that a reused image lacks is put on it by the registry', async () => {
  await scene.run({ repository: 'api' });
  const { report, rows } = await scene.run({ repository: 'api', 'image-tags': `${commit}\nv1.2.0` });
  expect([report.verdict, rows[0]?.reused, scene.builds().length]).toEqual(['succeeded', true, 1]);
  expect(digestOf('api', 'v1.2.0')).toBe(digestOf('api', commit));
});

test('several images: a row each, one result table', async () => {
  scene.ecr.createRepository('web');
  scene.write('web/Dockerfile', 'FROM scratch\n');
  const builds = `
- { key: patient-api, repository: api }
- { key: patient-web, repository: web, context: web, build-args: { VITE_API_URL: "https://a.example", PORT: 8080 } }`;
  const { report, rows, outputs, host } = await scene.run({ builds, 'build-args': 'MODE=production' });
  expect(report).toMatchObject({ verdict: 'succeeded', changed: true });
  expect(rows.map(({ key, name }) => [key, name])).toEqual([
    ['patient-api', 'api'],
    ['patient-web', 'web'],
  ]);
  expect(outputs).toEqual({ image: '', 'image-tag': commit, digest: '' });
  const web = scene.builds().find(({ argv }) => argv.at(-1)?.endsWith('/web'));
  const values = web?.argv.flatMap((word, at) => (web.argv[at - 1] === '--build-arg' ? [word] : []));
  expect(values).toEqual(['MODE=production', 'VITE_API_URL=https://a.example', 'PORT=8080']);
  expect(scene.calls().filter(({ argv }) => argv[0] === 'login')).toHaveLength(1);
  expect(host.lines.filter((line) => line.startsWith('group: ')).toSorted()).toEqual([
    expect.stringMatching(/^group: build patient-api: succeeded after/),
    expect.stringMatching(/^group: build patient-web: succeeded after/),
  ]);
});

test('one that fails does not stop the others', async () => {
  scene.ecr.createRepository('web');
  scene.write('web/Dockerfile', 'FROM scratch\nRUN false\n');
  scene.play({ builds: [{ when: '/web', exitCode: 1, lines: ['ERROR: failed to solve: exit code: 1'] }] });
  const builds = '[{ repository: web, context: web }, { repository: api }]';
  const { report, rows } = await scene.run({ builds });
  expect(rows.map(({ verdict }) => verdict)).toEqual(['failed', 'succeeded']);
  expect(report).toMatchObject({ verdict: 'failed', changed: true, diagnosis: { code: 'build-failed' } });
  expect(report.evidence).toMatchObject([{ title: 'Build of web' }]);
});

test('the same commit with other build arguments is another image', async () => {
  for (const env of ['staging', 'production']) {
    await scene.run({ repository: 'api', 'build-args': `URL=${env}`, 'image-tags': env });
  }
  expect(digestOf('api', 'staging')).not.toBe(digestOf('api', 'production'));
});

test('push: false validates without AWS', async () => {
  const { report, outputs, rows } = await scene.run(
    { push: 'false', repository: 'api' },
    { env: { AWS_REGION: '', AWS_ACCESS_KEY_ID: '' } },
  );
  expect(report).toMatchObject({ verdict: 'succeeded', changed: false });
  expect(rows).toMatchObject([{ key: 'api', reused: false }]);
  expect(outputs).toEqual({ image: '', 'image-tag': commit, digest: '' });
  expect(scene.aws.calls).toEqual([]);
  expect(scene.calls().map(({ argv }) => argv[0])).not.toContain('login');
  expect(scene.builds()[0]?.argv).not.toContain('--push');
});

test('a full URI says account and region', async () => {
  const { outputs } = await scene.run({ repository: `${registryHost}/api` }, { env: { AWS_REGION: '' } });
  expect(outputs.image).toBe(`${registryHost}/api@${digestOf('api', commit)}`);
});

test('a plan writes nothing', async () => {
  const plan = await scene.run({ repository: 'api', 'dry-run': 'true' });
  expect(plan.report).toMatchObject({ verdict: 'planned', changed: false });
  expect(plan.rows[0]?.notes).toEqual([`would build it and push it to ${registryHost}/api as ${commit}`]);
  expect(scene.builds()).toEqual([]);
  await scene.run({ repository: 'api' });
  const again = await scene.run({ repository: 'api', 'dry-run': 'true' });
  expect(again.rows[0]?.notes?.[0]).toBe(`would reuse ${digestOf('api', commit)}`);
});

test.each([
  { client: '20.10.24', builder: 'buildkit', flag: '1' },
  { client: '28.2.2', builder: 'classic', flag: '0' },
])('without the plugin, client $client builds ($builder) and its push says the digest', async ({ client, flag }) => {
  scene.play({ plugin: false, client });
  const { outputs, report } = await scene.run({ repository: 'api', 'image-tags': 'a, b' });
  expect(outputs.digest).toBe(digestOf('api', 'b'));
  expect(scene.builds()[0]?.env.DOCKER_BUILDKIT).toBe(flag);
  expect(scene.builds()[0]?.argv).not.toContain('--metadata-file');
  expect(report.warnings).toHaveLength(client === '28.2.2' ? 1 : 0);
});

test('secrets are files that nobody else reads, and are gone afterwards', async () => {
  await scene.run(
    { repository: 'api', secrets: 'npm=token=1', 'secret-envs': 'pem=KEY' },
    { env: { KEY: 'line 1\nline 2' } },
  );
  const [build] = scene.builds();
  expect(build?.secrets).toEqual(['token=1', 'line 1\nline 2']);
  expect(build?.argv.join(' ')).not.toContain('token=1');
  expect(scene.left()).toEqual([]);
});
