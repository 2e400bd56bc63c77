import { expect, test } from '@jest/globals';
import type { BuildOrder } from '#ecr/build-order';
import { explainBuild } from '#ecr/explain-build';
import { troubleOf } from '#ecr/explain-push';

const order: BuildOrder = {
  key: 'api',
  repository: 'api',
  context: '/w/apps/api',
  file: '/w/apps/api/Dockerfile',
  platforms: [],
  buildArgs: {},
  buildContexts: {},
  labels: {},
};
const source = 'FROM scratch\nCOPY a /a\nRUN echo hello && \\\n    echo to stderr >&2 && \\\n    exit 3\n';
const step = 'RUN echo hello &&     echo to stderr >&2 &&     exit 3';

/** What the builders of several ages print for the same failure; seen with the versions named. */
const builders: readonly { name: string; lines: readonly string[] }[] = [
  {
    name: 'the BuildKit of engine 20.10, by its own client',
    lines: [
      `#7 [4/4] ${step}`,
      '#7 sha256:f1b12259',
      '#7 0.258 hello',
      '#7 0.258 to stderr',
      '#7 ERROR: executor failed running [/bin/sh -c echo hello]: exit code: 3',
      '------',
      ` > [4/4] ${step}:`,
      '------',
      'executor failed running [/bin/sh -c echo hello]: exit code: 3',
    ],
  },
  {
    name: 'buildx 0.29 with BuildKit 0.25, after a cache that was not there yet',
    lines: [
      '#3 importing cache manifest from x:buildcache',
      '#3 ERROR: failed to configure registry cache importer: x:buildcache: not found',
      `#7 [build 4/4] ${step}`,
      '#7 0.052 hello',
      '#7 3.561 to stderr',
      '#7 ERROR: process "/bin/sh -c echo hello" did not complete successfully: exit code: 3',
      '------',
      ' > importing cache manifest from x:buildcache:',
      '------',
      'Dockerfile:3',
      '--------------------',
      '   3 | >>> RUN echo hello && \\',
      '   4 | >>>     echo to stderr >&2 && \\',
      '--------------------',
      'ERROR: failed to build: failed to solve: process "/bin/sh -c echo hello" did not complete successfully: exit code: 3',
    ],
  },
  {
    name: 'client 28 without BuildKit, with its colours',
    lines: [
      'Step 2/3 : COPY a /a',
      ' ---> 94ee0b2e0b00',
      `Step 3/3 : ${step}`,
      ' ---> Running in cd90e874995e',
      'hello',
      '\u001b[91mto stderr',
      "The command '/bin/sh -c echo hello' returned a non-zero code: 3",
      '\u001b[0m',
    ],
  },
];

test.each(builders)('$name: the step, its exit code, its last words and its line', ({ lines }) => {
  const found = explainBuild({ order, lines, exitCode: 1, source, folder: '/w' });
  expect(found).toMatchObject({
    code: 'build-failed',
    what: 'api: RUN echo hello && echo to stderr >&2 && exit 3 exits 3, "to stderr"',
    where: 'image api, apps/api/Dockerfile:3',
    at: { file: 'apps/api/Dockerfile', line: 3 },
  });
  expect(troubleOf(lines)).toBe('build');
});

test('a Dockerfile outside of the checkout has no line beside which GitHub could show it', () => {
  const { lines = [] } = builders[1] ?? {};
  const found = explainBuild({ order, lines, exitCode: 1, source, folder: '/elsewhere' });
  expect(found.at).toBeUndefined();
});

test('without a word', () => {
  const found = explainBuild({ order, lines: [], exitCode: 137, source, folder: '/w' });
  expect(found).toMatchObject({ what: 'api: docker said nothing', evidence: ['docker said nothing'] });
});

const troubles: readonly (readonly [string, ReturnType<typeof troubleOf>])[] = [
  ['ERROR: failed to solve: process "/bin/sh -c x" did not complete successfully: exit code: 1', 'build'],
  ['ERROR: failed to solve: x: failed to resolve source metadata for x: pull access denied', 'build'],
  ['ERROR: failed to solve: process "/bin/sh -c curl x: 403 Forbidden" did not complete successfully', 'build'],
  ['ERROR: failed to solve: failed to push x: unexpected status: 403 Forbidden', 'refused'],
  ['denied: Your authorization token has expired. Reauthenticate and try again.', 'refused'],
  ['no basic auth credentials', 'refused'],
  ['name unknown: The repository with name x does not exist in the registry with id 1', 'refused'],
  ["tag invalid: The image tag 'v1' already exists in the 'x' repository and cannot be overwritten", 'immutable'],
  ['ERROR: failed to push x: failed to do request: Put "https://x": EOF', 'connection'],
  ['ERROR: Cache export is not supported for the docker driver.', 'cache'],
  ['ERROR: failed to solve: error writing manifest blob: failed commit on ref: 400 Bad Request', 'cache'],
];

test.each(troubles)('%s: %s', (line, trouble) => {
  expect(troubleOf(['#1 [internal] load build definition', line])).toBe(trouble);
});
