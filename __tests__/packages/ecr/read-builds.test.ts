import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readBuilds } from '#ecr/read-builds';
import { baseImages, lineOfStep } from '#ecr/read-dockerfile';
import type { Failure } from '#report/failure';
import { readInputs } from '#runner/read-inputs';
import { spec } from '../../../actions/build-push-ecr/spec.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-builds-'));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  mkdirSync(join(folder, 'empty'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const read = async (inputs: Readonly<Record<string, string>>, commit?: string) => {
  const env = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
  return readBuilds(await readInputs(spec, env), { folder, commit, env: { TOKEN: 'x' } });
};

const problems: readonly { name: string; inputs: Record<string, string>; commit?: string; says: readonly RegExp[] }[] =
  [
    { name: 'nothing at all', inputs: {}, says: [/repository is missing; only push: false/, /image-tags: is missing/] },
    {
      name: 'both forms',
      inputs: { repository: 'a', builds: '[{ repository: api }]' },
      commit: 'abc1234',
      says: [/repository: write it in the rows of builds/],
    },
    {
      name: 'rows in each other\u2019s way',
      inputs: { builds: '[{ repository: api }, { repository: api }]' },
      commit: 'abc1234',
      says: [/two rows have the key api/, /two rows push the same tags to api/],
    },
    {
      name: 'a tag in the repository',
      inputs: { repository: 'api:v1' },
      commit: 'abc1234',
      says: [/write those in image-tags/],
    },
    {
      name: 'no folder',
      inputs: { repository: 'a', context: 'no' },
      commit: 'abc1234',
      says: [/is no folder .*checkout/],
    },
    {
      name: 'no Dockerfile',
      inputs: { repository: 'a', context: 'empty' },
      commit: 'abc1234',
      says: [/no Dockerfile/],
    },
    {
      name: 'an address',
      inputs: { repository: 'a', context: 'https://github.com/a/b.git' },
      commit: 'abc1234',
      says: [/must be a folder of the checkout/],
    },
    {
      name: 'tags that are none, or two things at once',
      inputs: { repository: 'a', 'image-tags': 'feature/x, latest', 'moving-tags': 'latest' },
      says: [/"feature\/x" is no tag/, /latest stands in image-tags, too/],
    },
    {
      name: 'a variable that is not set',
      inputs: { repository: 'a', 'secret-envs': 'one=TOKEN\ntwo=NOTHING' },
      commit: 'abc1234',
      says: [/two is to be taken from NOTHING/],
    },
  ];

test.each(problems)('$name', async ({ inputs, commit, says }) => {
  const failure = (await read(inputs, commit).catch((error: unknown) => error)) as Failure;
  expect(failure.diagnosis.code).toBe('invalid-input');
  expect(failure.diagnosis.evidence).toEqual(says.map((one) => expect.stringMatching(one)));
});

test('paths are from the root of the checkout; what a row says wins', async () => {
  const builds = '[{ key: k, repository: team/api, context: ., build-args: { A: 2 }, platforms: "linux/arm64" }]';
  const { orders, policy } = await read({ builds, 'build-args': 'A=1\nB=x=y', scan: 'high' }, 'abc1234');
  expect(orders).toEqual([
    {
      key: 'k',
      repository: 'team/api',
      context: folder,
      file: join(folder, 'Dockerfile'),
      platforms: ['linux/arm64'],
      buildArgs: { A: '2', B: 'x=y' },
      buildContexts: {},
      labels: {},
    },
  ]);
  expect(policy).toMatchObject({ tags: ['abc1234'], scan: 'HIGH', push: true, cache: 'none' });
});

const dockerfile = `# syntax=docker/dockerfile:1
ARG VERSION=3.12
FROM --platform=$BUILDPLATFORM python:\${VERSION}-slim AS Build
RUN pip install \\
    # a comment inside
    -r requirements.txt \\
    && true

COPY --from=node:24 /x /x
FROM build
FROM scratch
COPY \${DIR:-src} /app
`;

test('base images: arguments filled in, stages and scratch left out', () => {
  expect(baseImages(dockerfile, {})).toEqual(['python:3.12-slim', 'node:24']);
  expect(baseImages(dockerfile, { VERSION: '3.13' })).toEqual(['python:3.13-slim', 'node:24']);
});

test.each([
  { step: 'RUN pip install     -r requirements.txt     && true', line: 4 },
  { step: 'COPY --from=node:24 /x /x', line: 9 },
  { step: 'COPY src /app', line: 12 },
  { step: 'RUN nothing of this', line: undefined },
])('the step $step begins on line $line', ({ step, line }) => {
  expect(lineOfStep(dockerfile, step)).toBe(line);
});
