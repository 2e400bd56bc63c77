import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { FailureEvidence } from '#ecs/diagnose/causes/evidence';
import { explainFailure } from '#ecs/diagnose/causes/explain-failure';
import { type ContainerFacts, failingContainer, groupFailures } from '#ecs/diagnose/failing-container';
import type { StoppedTask } from '#ecs/diagnose/stopped-task';
import { tellingLine } from '#ecs/diagnose/telling-line';
import { base, placementCauses, runningCauses, startCauses } from '../../cases/ecs-causes.ts';
import { rolloutCauses } from '../../cases/ecs-rollout-causes.ts';
import { edges } from './cause-edges.ts';

const cases = [...startCauses, ...placementCauses, ...runningCauses, ...rolloutCauses];

describe.each(cases)('$code: $name', ({ code, evidence, names, text }) => {
  test('is found, with AWS’s words and a fix that names the resource', () => {
    const found = explainFailure(evidence);
    expect(found.code).toBe(code);
    expect(found.evidence).toContain(text);
    expect(found.fix).toContain(names);
    expect(found.fix.split('\n').length).toBeLessThanOrEqual(2);
    expect(found.what).not.toBe('');
  });
});

/** Names of what a fix can be about: the service, the revision, and whatever stands in the evidence under its own name. */
const named =
  /api:42|service api in demo|container api\b|shop\/|shop-5xx|target group \w|function:check|ecs-pause-1|PORT_A|ecs:Run|role\/task/;

describe.each(Object.entries(edges))('at the edges: %s', (_name, more) => {
  test('the fix names a resource, and the evidence is never empty', () => {
    const found = explainFailure({ ...base, ...more });
    expect(found.fix).toMatch(named);
    expect(found.fix.split('\n').length).toBeLessThanOrEqual(2);
    expect(found.evidence[0]?.trim()).toMatch(/./);
  });
});

const containers: readonly ContainerFacts[] = [
  { name: 'api', image: 'api:1', essential: true, secrets: {}, variables: [] },
  { name: 'proxy', image: 'proxy:1', essential: true, secrets: {}, variables: [] },
  { name: 'agent', image: 'agent:1', essential: false, secrets: {}, variables: [] },
];
const task = (ends: StoppedTask['containers'], id = '1', stoppedAt = 1): StoppedTask => ({
  arn: `arn:aws:ecs:x:1:task/demo/${id}`,
  id,
  stopCode: 'EssentialContainerExited',
  stoppedReason: `Essential container in task ${id} exited`,
  stoppedAt,
  containers: ends,
});

test.each([
  [
    'the one with an exit code of its own',
    [
      { name: 'agent', exitCode: 1 },
      { name: 'api', exitCode: 1 },
      { name: 'proxy', exitCode: 143 },
    ],
    'api',
  ],
  [
    'not the side-car killed in its wake',
    [
      { name: 'proxy', exitCode: 137 },
      { name: 'api', exitCode: 0 },
    ],
    'api',
  ],
  [
    'the one that ran out of memory',
    [
      { name: 'proxy', exitCode: 143 },
      { name: 'api', exitCode: 137, reason: 'OutOfMemoryError: x' },
    ],
    'api',
  ],
  [
    'the one that is unhealthy',
    [
      { name: 'proxy', exitCode: 143 },
      { name: 'api', exitCode: 143, health: 'UNHEALTHY' },
    ],
    'api',
  ],
  [
    'none that the definition does not have',
    [
      { name: 'aws-guardduty-agent', exitCode: 1 },
      { name: 'api', exitCode: 2 },
    ],
    'api',
  ],
] as const)('the failing container is %s', (_name, ends, expected) => {
  expect(failingContainer(task(ends), containers)?.name).toBe(expected);
});

test('tasks are grouped by how they ended, not by their ids', () => {
  const crash = [{ name: 'api', exitCode: 1 }] as const;
  const other = [{ name: 'api', exitCode: 2 }] as const;
  const groups = groupFailures(
    [task(crash, 'aaaaaaaa11', 1), task(other, 'bbbbbbbb22', 9), task(crash, 'cccccccc33', 3)],
    containers,
  );
  expect(groups.map(({ tasks }) => tasks.map(({ id }) => id))).toEqual([['cccccccc33', 'aaaaaaaa11'], ['bbbbbbbb22']]);
});

test.each([
  [
    'Python',
    ['Traceback (most recent call last):', '  File "a.py", line 1', "KeyError: 'DATABASE_URL'"],
    "KeyError: 'DATABASE_URL'",
  ],
  [
    'SQLAlchemy',
    [
      'sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedColumn) column "x" does not exist',
      '[SQL: ALTER TABLE]',
      '(Background on this error at: https://sqlalche.me/e/20/f405)',
    ],
    'sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedColumn) column "x" does not exist',
  ],
  [
    'Node',
    [
      '/app/index.js:3',
      "    throw new Error('no port')",
      '    ^',
      '',
      'Error: no port',
      '    at Object.<anonymous> (/app/index.js:3:9)',
      'Node.js v24.1.0',
    ],
    'Error: no port',
  ],
  [
    'Node with a code',
    ['TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string', '    at x'],
    'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string',
  ],
  [
    'Java',
    [
      'Exception in thread "main" java.lang.IllegalStateException: no url',
      '\tat Main.main(Main.java:3)',
      'Caused by: java.net.ConnectException: refused',
      '\tat x',
    ],
    'Caused by: java.net.ConnectException: refused',
  ],
  [
    'Go',
    ['panic: runtime error: invalid memory address', '', 'goroutine 1 [running]:', '\tmain.main()'],
    'panic: runtime error: invalid memory address',
  ],
  [
    'PostgreSQL',
    ['ERROR:  relation "users" does not exist', 'LINE 1: select'],
    'ERROR:  relation "users" does not exist',
  ],
  ['nothing known', ['starting', 'ready', 'bye', ''], 'bye'],
  ['an error that was survived, and the last word', ['ERROR: once', 'going on', 'bye'], 'ERROR: once'],
  [
    'a log of JSON',
    ['{"level":"info"}', '{"level":"fatal","msg":"no url"}', '{"level":"info"}'],
    '{"level":"fatal","msg":"no url"}',
  ],
  ['blanks around it', ['   ', '  bye \t', ' '], 'bye'],
  ['nothing but what runtimes print after it', ['    at x (a.js:1)', 'Node.js v24.1.0', ''], 'Node.js v24.1.0'],
  ['300 characters', ['x'.repeat(300)], 'x'.repeat(300)],
  ['more', ['x'.repeat(301)], `${'x'.repeat(299)}…`],
  ['nothing at all', [], undefined],
] as const)('the telling line of %s', (_name, lines, expected) => {
  expect(tellingLine(lines)).toBe(expected);
});

describe('the evidence of a crash loop begins with what tells most', () => {
  const crashes = ['1', '2', '3'].map((id) => task([{ name: 'api', exitCode: 1 }], id));
  const seen: FailureEvidence = {
    place: 'service api in demo',
    revision: 'api:1',
    containers,
    tasks: crashes,
    failing: { name: 'api', exitCode: 1 },
    log: [],
    events: ['has reached a steady state.', 'has started 2 tasks: (task a) (task b).', 'is unable to start tasks.'],
    rollout: { reasons: ['ECS deployment circuit breaker: tasks failed to start.'], alarmNames: [] },
  };
  test.each([
    [
      'its log',
      { log: ['File "a.py"', 'KeyError: PORT'] },
      ['KeyError: PORT', 'File "a.py"', seen.rollout?.reasons[0]],
    ],
    [
      'the reason of its container',
      { tasks: [task([{ name: 'api', exitCode: 1, reason: 'Boom' }])], oneOff: true as const },
      ['container api: exitCode 1', 'Boom', seen.rollout?.reasons[0]],
    ],
    ['its exit code, when nothing else is known', {}, ['container api: exitCode 1', seen.rollout?.reasons[0]]],
  ])('%s', (_name, more, begins) => {
    const found = explainFailure({ ...seen, ...more }).evidence;
    expect(found.slice(0, begins.length)).toEqual(begins);
    expect(found).toContain('is unable to start tasks.');
    expect(found.filter((line) => /steady state|has started/.test(line))).toEqual([]);
    expect(found.at(-1)).toMatch(/^Essential container in task/);
  });
});

test('whatever AWS says: there is a code, and the words are kept', () => {
  const text = fc.string({ minLength: 1, maxLength: 80 }).filter((one) => one.trim() !== '');
  fc.assert(
    fc.property(
      text,
      fc.constantFrom('TaskFailedToStart', 'ServiceSchedulerInitiated', 'SomethingNew'),
      (reason, stopCode) => {
        const evidence: FailureEvidence = {
          place: 'service api in demo',
          revision: 'api:1',
          containers,
          tasks: [{ arn: 'arn', id: '1', stopCode, stoppedReason: reason, containers: [] }],
          log: [],
          events: [],
        };
        const found = explainFailure(evidence);
        expect(found.evidence).toContain(reason);
        expect(found.fix).not.toBe('');
      },
    ),
  );
});
