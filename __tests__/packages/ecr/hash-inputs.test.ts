import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { BuildOrder, BuildPolicy } from '#ecr/build-order';
import { hashInputs, type InputsHash } from '#ecr/hash-inputs';
import { labelsOf } from '#ecr/image-labels';
import { listContext } from '#ecr/list-context';
import { nameDifferences } from '#ecr/name-differences';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hash-'));
  write('Dockerfile', 'FROM scratch\nCOPY . .\n');
  write('src/main.py', 'print(1)');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, content: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const policy: BuildPolicy = {
  tags: ['v1'],
  movingTags: [],
  ifExists: 'reuse',
  push: true,
  noCache: false,
  pull: false,
  cache: 'none',
  cacheFrom: [],
  cacheTo: [],
  provenance: 'false',
  sbom: false,
  ssh: [],
  secrets: {},
};

const orderOf = (more: Partial<BuildOrder> = {}): BuildOrder => ({
  key: 'api',
  repository: 'api',
  context: folder,
  file: join(folder, 'Dockerfile'),
  platforms: [],
  buildArgs: {},
  buildContexts: {},
  labels: {},
  ...more,
});

/** What a run says that finds an image built from `before`. */
const difference = (before: InputsHash, after: InputsHash) =>
  nameDifferences(labelsOf({}, { inputs: before, bases: {}, age: {} }), after);

const hash = (order: Partial<BuildOrder> = {}, more: Partial<BuildPolicy> = {}, bases = {}) =>
  hashInputs(orderOf(order), { ...policy, ...more }, bases);

const different: readonly {
  name: string;
  part: string;
  /** As the message names it. */
  says: string;
  change?: () => void;
  order?: Partial<BuildOrder>;
  policy?: Partial<BuildPolicy>;
  bases?: Record<string, string>;
}[] = [
  {
    name: 'the content of a file',
    says: 'context src/main.py',
    part: 'context',
    change: () => write('src/main.py', 'print(2)'),
  },
  {
    name: 'the mode of a file',
    says: 'context src/main.py',
    part: 'context',
    change: () => chmodSync(join(folder, 'src/main.py'), 0o755),
  },
  { name: 'a new file', says: 'context src/new.py (new)', part: 'context', change: () => write('src/new.py', '') },
  {
    name: 'an empty folder',
    says: 'context empty (new)',
    part: 'context',
    change: () => mkdirSync(join(folder, 'empty')),
  },
  {
    name: 'a link',
    says: 'context src/link (new)',
    part: 'context',
    change: () => symlinkSync('main.py', join(folder, 'src/link')),
  },
  { name: 'a target', says: 'target', part: 'target', order: { target: 'prod' } },
  { name: 'a platform', says: 'platforms', part: 'platforms', order: { platforms: ['linux/arm64'] } },
  { name: 'a build argument', says: 'build-args URL (new)', part: 'build-args', order: { buildArgs: { URL: 'x' } } },
  { name: 'a label', says: 'labels team (new)', part: 'labels', order: { labels: { team: 'x' } } },
  {
    name: 'another context',
    says: 'build-contexts base (new)',
    part: 'build-contexts',
    order: { buildContexts: { base: 'docker-image://alpine' } },
  },
  { name: 'the name of a secret', says: 'secrets npm (new)', part: 'secrets', policy: { secrets: { npm: 'x' } } },
  { name: 'attestations', says: 'attestations', part: 'attestations', policy: { provenance: 'mode=max' } },
  { name: 'a base image', says: 'base images alpine (new)', part: 'base images', bases: { alpine: 'sha256:1' } },
];

test.each(different)(
  '$name makes another hash, and the part is named',
  async ({ part, says, change, order, policy: more, bases }) => {
    const before = await hash();
    change?.();
    const after = await hash(order, more, bases);
    expect(after.hash).not.toBe(before.hash);
    const names = Object.keys(after.parts).filter((name) => after.parts[name] !== before.parts[name]);
    expect(names).toEqual([part]);
    expect(difference(before, after)?.short).toBe(says);
  },
);

const same: readonly {
  name: string;
  change?: () => void;
  order?: Partial<BuildOrder>;
  policy?: Partial<BuildPolicy>;
}[] = [
  { name: 'nothing' },
  { name: '.git', change: () => write('.git/config', 'token') },
  { name: 'the value of a secret', policy: { secrets: { npm: 'y' } } },
  { name: 'the order of arguments', order: { buildArgs: { B: '2', A: '1' } } },
  { name: 'tags, caches and the key', policy: { tags: ['v2'], cache: 'gha', noCache: true }, order: { key: 'other' } },
];

test.each(same)('$name leaves the hash as it is', async ({ change, order, policy: more }) => {
  const given = { policy: { secrets: { npm: 'x' } }, order: { buildArgs: { A: '1', B: '2' } } };
  const usual = {
    order: order?.buildArgs === undefined ? {} : given.order,
    policy: more?.secrets === undefined ? {} : given.policy,
  };
  const before = await hash(usual.order, usual.policy);
  change?.();
  expect((await hash(order, more)).hash).toBe(before.hash);
});

test('the hash of the same inputs stays what it was in earlier releases, so that their images are reused', async () => {
  for (const [path, mode] of [
    ['Dockerfile', 0o644],
    ['src/main.py', 0o644],
    ['src', 0o755],
  ] as const) {
    chmodSync(join(folder, path), mode);
  }
  const order = { target: 'prod', platforms: ['linux/amd64'], buildArgs: { B: '2', A: '1' }, labels: { team: 'x' } };
  const more = { secrets: { npm: 'x' }, ssh: ['default=/x'] };
  const contexts = { buildContexts: { base: 'docker-image://alpine', own: folder } };
  expect((await hash({ ...order, ...contexts }, more, { alpine: 'sha256:1' })).hash).toBe(
    '3c1588de895434b0be9b868a1f4bc7cdeccd08bdaa239a5065e8db7c20e34118',
  );
});

test('a Dockerfile is a part of its own, and belongs to the context, too', async () => {
  const before = await hash();
  write('Dockerfile', 'FROM scratch\n');
  const after = await hash();
  expect(Object.keys(after.parts).filter((name) => after.parts[name] !== before.parts[name])).toEqual([
    'context',
    'dockerfile',
  ]);
  expect(difference(before, after)?.short).toBe('Dockerfile');
  write('src/main.py', 'print(2)');
  expect(difference(before, await hash())?.short).toBe('context src/main.py; Dockerfile');
});

const paths = async (dockerfile = 'Dockerfile') =>
  (await listContext(folder, join(folder, dockerfile))).filter(({ kind }) => kind === 'file').map(({ path }) => path);

const ignoring: readonly {
  name: string;
  files: Record<string, string>;
  dockerfile?: string;
  left: readonly string[];
}[] = [
  {
    name: 'a folder and a pattern',
    files: {
      '.dockerignore': '# comment\nnode_modules\n**/*.log\n',
      'node_modules/a/index.js': '',
      'src/a.log': '',
      'src/a.txt': '',
    },
    left: ['.dockerignore', 'Dockerfile', 'src/a.txt', 'src/main.py'],
  },
  {
    name: 'an exception below an ignored folder',
    files: { '.dockerignore': 'docs\n!docs/keep.md\n', 'docs/a.md': '', 'docs/keep.md': '' },
    left: ['.dockerignore', 'Dockerfile', 'docs/keep.md', 'src/main.py'],
  },
  {
    name: 'everything but',
    files: { '.dockerignore': '*\n!src\n', 'a.txt': '' },
    left: ['src/main.py'],
  },
  {
    name: 'the ignore file of the Dockerfile comes first',
    files: { '.dockerignore': 'src\n', 'Other.dockerignore': 'Dockerfile\n', Other: 'FROM scratch\n' },
    dockerfile: 'Other',
    left: ['.dockerignore', 'Other', 'Other.dockerignore', 'src/main.py'],
  },
];

test.each(ignoring)('ignores $name', async ({ files, dockerfile, left }) => {
  for (const [path, content] of Object.entries(files)) write(path, content);
  expect(await paths(dockerfile)).toEqual(left);
});
