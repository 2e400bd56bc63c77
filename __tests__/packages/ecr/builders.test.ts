import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type BuildScene, commit, openBuildScene, registryHost } from './build-scene.ts';
import type { Scenario } from './fake-docker.ts';

let scene: BuildScene;
beforeEach(async () => {
  scene = await openBuildScene();
});
afterEach(async () => {
  await scene.close();
});

const optionsOf = (argv: readonly string[], name: string) =>
  argv.flatMap((word, at) => (argv[at - 1] === name ? [word] : []));

const uri = `${registryHost}/api`;
const cacheRef = `type=registry,ref=${uri}:buildcache`;

interface CacheCase {
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly play?: Scenario;
  readonly env?: Readonly<Record<string, string>>;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly warning?: RegExp;
}

const caches: readonly CacheCase[] = [
  { name: 'none', inputs: {}, from: [], to: [] },
  {
    name: 'the registry, as ECR takes it',
    inputs: { cache: 'registry' },
    from: [cacheRef],
    to: [`${cacheRef},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true`],
  },
  {
    name: 'a cache for each target',
    inputs: { cache: 'registry', target: 'prod' },
    from: [`${cacheRef}-prod`],
    to: [`${cacheRef}-prod,mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true`],
  },
  {
    name: 'the cache of GitHub',
    inputs: { cache: 'gha' },
    env: { ACTIONS_RUNTIME_TOKEN: 'x' },
    from: ['type=gha,scope=api'],
    to: ['type=gha,scope=api,mode=max,ignore-error=true'],
  },
  {
    name: 'the cache of GitHub without GitHub',
    inputs: { cache: 'gha' },
    from: [],
    to: [],
    warning: /no cache of GitHub/,
  },
  {
    name: 'inline',
    inputs: { cache: 'inline', 'moving-tags': 'latest' },
    from: [`type=registry,ref=${uri}:latest`],
    to: ['type=inline'],
  },
  {
    name: 'own ones',
    inputs: { 'cache-from': 'type=local,src=a\nuser/app', 'cache-to': 'type=local,dest=b\ntype=inline' },
    from: ['type=local,src=a', 'user/app'],
    to: ['type=local,dest=b,ignore-error=true', 'type=inline'],
  },
  {
    name: 'the docker driver cannot export',
    inputs: { cache: 'registry', 'cache-to': 'type=local,dest=b' },
    play: { driver: 'docker' },
    from: [],
    to: [],
    warning: /cache: registry and cache-to is left out: the docker driver of buildx .*setup-buildx-action/,
  },
  {
    name: 'the docker driver with images in containerd can',
    inputs: { cache: 'registry' },
    play: { driver: 'docker', containerd: true },
    from: [cacheRef],
    to: [`${cacheRef},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true`],
  },
  {
    name: 'with push: false nobody is logged in',
    inputs: { cache: 'registry', push: 'false' },
    from: [],
    to: [],
    warning: /nobody is logged in/,
  },
];

test.each(caches)('cache: $name', async ({ inputs, play, env = {}, from, to, warning }) => {
  if (play !== undefined) scene.play(play);
  const { report } = await scene.run({ repository: 'api', ...inputs }, { env });
  const [build] = scene.builds();
  expect(optionsOf(build?.argv ?? [], '--cache-from')).toEqual(from);
  expect(optionsOf(build?.argv ?? [], '--cache-to')).toEqual(to);
  expect(report.warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)]);
  expect(report.verdict).toBe('succeeded');
});

test('an immutable repository keeps no cache', async () => {
  scene.ecr.createRepository('fixed', { mutability: 'IMMUTABLE' });
  const { report } = await scene.run({ repository: 'fixed', cache: 'registry' });
  expect(report.warnings).toEqual([expect.stringContaining('exclude buildcache* from immutability')]);
  expect(scene.builds()[0]?.argv).not.toContain('--cache-to');
});

test.each([
  'ERROR: failed to solve: error writing layer blob: failed to copy: unexpected status: 400 Bad Request',
  'ERROR: failed to solve: failed to configure registry cache exporter: no such host',
  'ERROR: Cache export is not supported for the docker driver.',
])('a cache that fails never fails the build: %s', async (line) => {
  scene.play({ builds: [{ when: '--cache-to', lines: ['#8 exporting cache', line], exitCode: 1 }] });
  const { report } = await scene.run({ repository: 'api', cache: 'registry' });
  expect(report.verdict).toBe('succeeded');
  expect(report.warnings).toEqual([`api: built without the cache, which failed: ${line}`]);
  expect(scene.builds()).toHaveLength(2);
});

test('a push whose connection breaks is tried again', async () => {
  const lines = ['ERROR: failed to push x: unexpected status from PUT request: 503 Service Unavailable'];
  scene.play({ builds: [{ times: 1, lines, exitCode: 1 }] });
  const { report } = await scene.run({ repository: 'api' });
  expect([report.verdict, scene.builds().length]).toEqual(['succeeded', 2]);
});

test('what buildx does by itself is said explicitly: a single manifest unless asked otherwise', async () => {
  await scene.run({ repository: 'api' });
  await scene.run({ repository: 'api', 'image-tags': 'attested', provenance: 'mode=max', sbom: 'true', pull: 'true' });
  const [plain, attested] = scene.builds().map(({ argv }) => argv);
  expect(plain).toEqual(expect.arrayContaining(['--provenance=false', '--sbom=false']));
  expect(attested).toEqual(expect.arrayContaining(['--provenance=mode=max', '--sbom=true', '--pull']));
});

test('a newer base image: without pull a note, with pull another input', async () => {
  scene.write('Dockerfile', 'ARG VERSION=3\nFROM base:$VERSION AS build\nFROM build\n');
  const bases = (digit: string) => ({ bases: { 'base:3': `sha256:${digit.repeat(64)}` } });
  const runs = async (inputs: Record<string, string>) => {
    scene.play(bases('1'));
    await scene.run({ repository: 'api', ...inputs });
    scene.play(bases('2'));
    return scene.run({ repository: 'api', ...inputs });
  };
  const kept = await runs({});
  expect(kept.rows[0]?.notes).toEqual([
    `${commit} was built from the same inputs`,
    'the base image base:3 has a newer version by now; if-exists: rebuild takes it',
  ]);
  const pulled = await runs({ 'image-tags': 'v1', pull: 'true' });
  expect(pulled.report.diagnosis).toMatchObject({
    code: 'image-inputs-differ',
    what: expect.stringContaining('different: base images'),
  });
});

test('two runs that push the same at once: the second takes the image of the first', async () => {
  scene.ecr.createRepository('fixed', { mutability: 'IMMUTABLE' });
  const inputs = { repository: 'fixed', 'image-tags': 'v1' };
  await scene.run({ ...inputs, 'dry-run': 'true' });
  await scene.clock.advance(60_000);
  const first = await scene.run(inputs);
  // The second looks before the first has pushed, and pushes after it.
  scene.faults.add({ operation: 'ecr:BatchGetImage', times: 1, do: { kind: 'stale', ms: 30_000 } });
  scene.play({ content: 'of the second' });
  const second = await scene.run(inputs);
  expect(scene.builds()).toHaveLength(2);
  expect(second.report.verdict).toBe('unchanged');
  expect(second.outputs.digest).toBe(first.outputs.digest);
});
