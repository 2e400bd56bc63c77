import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cancelledByRunner } from '../support/run-program.ts';
import { openWorkshop, type Workshop } from './build-push-ecr-workshop.ts';
import { expectShown, type Shown } from './shown.ts';

const commit = '9f3c2ab1d4e5f60718293a4b5c6d7e8f90a1b2c3';
const digest = /^sha256:[0-9a-f]{64}$/;
const matching = (pattern: RegExp) => expect.stringMatching(pattern) as unknown as string;

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

interface Case {
  readonly name: string;
  readonly given?: (shop: Workshop) => void;
  readonly inputs: Readonly<Record<string, string>>;
  readonly aws?: false;
  readonly shown: Shown;
  /** Tags that the repositories have then. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

const twoImages = '[{ key: api, repository: api }, { key: web, repository: web, context: web }]';

const successes: readonly Case[] = [
  {
    name: 'one image',
    inputs: { repository: 'api', 'moving-tags': 'latest' },
    shown: {
      exitCode: 0,
      verdict: 'succeeded',
      changed: true,
      annotation: '',
      headline: '## ✅',
      serving: '',
      last: ['✓ Built · api · ', '→ '],
      outputs: {
        'image-tag': commit,
        digest: matching(digest),
        image: matching(/^123456789012\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/api@sha256:[0-9a-f]{64}$/),
      },
    },
    tags: { api: [commit, 'latest'], web: [] },
  },
  {
    name: 'two images',
    given: ({ write }) => write('web/Dockerfile', 'FROM scratch\n'),
    inputs: { builds: twoImages },
    shown: {
      exitCode: 0,
      verdict: 'succeeded',
      changed: true,
      annotation: '',
      headline: '## ✅',
      serving: '',
      last: ['✓ Built · 2 images · ', '→ '],
      outputs: { 'image-tag': commit, results: matching(/"key":"api".*"key":"web"/) },
    },
    tags: { api: [commit], web: [commit] },
  },
  {
    name: 'a pull request: nothing is pushed, and there are no credentials',
    inputs: { push: 'false' },
    aws: false,
    shown: {
      exitCode: 0,
      verdict: 'succeeded',
      changed: false,
      annotation: '',
      headline: '## ✅',
      serving: '',
      last: ['✓ Built · checkout · ', '→ '],
      outputs: { 'image-tag': commit },
    },
    tags: { api: [], web: [] },
  },
];

const npmFails = [
  '#7 [2/3] RUN npm ci',
  '#7 0.512 npm ERR! missing script: ci',
  '#7 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
  'Dockerfile:3',
  '--------------------',
  '   3 | >>> RUN npm ci',
  '--------------------',
  'ERROR: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
];

const failed = (code: string, ...[cause, next]: readonly [string, string]) =>
  ({
    exitCode: 1,
    verdict: 'failed',
    code,
    changed: false,
    annotation: code,
    headline: '## ❌',
    serving: '',
    last: [`${code}: ${cause}`, next],
  }) as const;

const failures: readonly Case[] = [
  {
    name: 'an instruction fails',
    given: ({ play }) => play({ builds: [{ lines: npmFails, exitCode: 1 }] }),
    inputs: { repository: 'api' },
    shown: failed('build-failed', 'api: RUN npm ci exits 1, "npm ERR! missing script: ci"', '→ '),
    tags: { api: [] },
  },
  {
    name: 'the registry refuses the login',
    given: ({ play }) =>
      play({ login: { exitCode: 1, lines: ['Error: login attempt failed with status: 401 Unauthorized'] } }),
    inputs: { repository: 'api' },
    shown: failed(
      'registry-login-failed',
      'the registry 123456789012.dkr.ecr.eu-west-1.amazonaws.com refused the login',
      '→ ',
    ),
    tags: { api: [] },
  },
  {
    name: 'the repository is not there',
    inputs: { repository: 'apii' },
    shown: failed('not-found', 'there is no repository apii in eu-west-1; nothing was built', '→ '),
  },
  {
    name: 'the tag is there already',
    given: ({ ecr }) => void ecr.push('api', commit),
    inputs: { repository: 'api', 'if-exists': 'fail' },
    shown: failed('tag-immutable', `api:${commit} `, '→ '),
    tags: { api: [commit] },
  },
  {
    name: 'there is no Dockerfile',
    inputs: { repository: 'api', context: 'elsewhere' },
    shown: failed('invalid-input', 'api: the context', '→ '),
  },
];

describe('the bundle of build-push-ecr', () => {
  test.each([...successes, ...failures])('$name', async ({ given, inputs, aws, shown, tags = {} }) => {
    given?.(shop);
    const end = await shop.run(inputs, aws === undefined ? {} : { aws });
    expectShown(end, shown);
    for (const [repository, wanted] of Object.entries(tags)) {
      expect([repository, shop.tags(repository)]).toEqual([repository, wanted.toSorted()]);
    }
    if (aws === false) expect(shop.asked()).toEqual([]);
    expect(shop.left()).toEqual([]);
  });

  test('the line that failed is shown beside the Dockerfile', async () => {
    shop.play({ builds: [{ lines: npmFails, exitCode: 1 }] });
    const { commands } = await shop.run({ repository: 'api' });
    const [first] = commands.filter(({ command }) => command === 'error');
    expect(first?.properties).toMatchObject({ file: 'Dockerfile', line: '3', title: 'build-failed' });
    expect(first?.message).toContain('RUN npm ci exits 1');
  });

  test('the password goes in by stdin, is masked, and stays nowhere', async () => {
    const end = await shop.run({ repository: 'api' });
    const login = shop.calls().find(({ argv }) => argv[0] === 'login');
    const password = login?.stdin.trim() ?? '';
    expect(password.length).toBeGreaterThan(20);
    expect(login?.argv.join(' ')).not.toContain(password);
    expect(end.commands).toContainEqual(expect.objectContaining({ command: 'add-mask', message: password }));
    const shown = [...end.lines, end.stderr, end.summary, JSON.stringify([end.outputs, end.report])].join('\n');
    expect(shown).not.toContain(password);
  });

  test('a cancelled build leaves no process behind', async () => {
    shop.play({ builds: [{ hangs: true }] });
    const hanging = shop.hanging();
    const end = await shop.run({ repository: 'api' }, { signalAt: { after: hanging, signals: cancelledByRunner } });
    expect(end).toMatchObject({ exitCode: 1, signal: null, outputs: { verdict: 'cancelled', changed: 'false' } });
    expect((await hanging).map(isAlive)).toEqual([false, false]);
    expect(shop.tags('api')).toEqual([]);
    expect(shop.left()).toEqual([]);
  });
});

/** One that has ended and waits for its parent counts as gone. */
function isAlive(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, 'utf8'));
}
