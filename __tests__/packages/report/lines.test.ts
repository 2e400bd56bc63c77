import { expect, test } from '@jest/globals';
import { consoleLink } from '#report/console-link';
import { duration, stopwatch } from '#report/duration';
import { plain, plainLines } from '#report/plain';
import { progressLine, rowWidth } from '#report/progress-line';
import { revisionChange, shortCommit, shortDigest } from '#report/revision-change';
import { revision } from './sample-parts.ts';

test.each([
  [0, '0 ms', '00:00'],
  [800, '800 ms', '00:00'],
  [12_400, '12s', '00:12'],
  [252_000, '4m 12s', '04:12'],
  [3_723_000, '1h 02m', '1:02:03'],
  [-5, '0 ms', '00:00'],
  [Number.NaN, '0 ms', '00:00'],
  [Number.POSITIVE_INFINITY, '0 ms', '00:00'],
])('%d ms is %s, on the stopwatch %s', (ms, words, watch) => {
  expect(duration(ms)).toBe(words);
  expect(stopwatch(ms)).toBe(watch);
});

test('lines of a run stand under each other', () => {
  const rows = ['patient-api 41 → 42', 'jobs 7 → 8'];
  const width = rowWidth(rows);
  const lines = [
    progressLine({ elapsedMs: 12_000, row: 'patient-api 41 → 42', text: '2/4 new running' }, width),
    progressLine({ elapsedMs: 75_000, row: 'jobs 7 → 8', text: 'task 9f3c… stopped' }, width),
    progressLine({ elapsedMs: 76_000, row: '', text: 'snapshot available' }, width),
    progressLine({ elapsedMs: 77_000, row: 'jobs'.padEnd(width), text: 'padded by the caller' }),
    progressLine({ elapsedMs: 78_000, row: '', text: 'without any row' }),
  ];
  expect(lines).toEqual([
    '00:12  patient-api 41 → 42   2/4 new running',
    '01:15  jobs 7 → 8            task 9f3c… stopped',
    '01:16                        snapshot available',
    '01:17  jobs                  padded by the caller',
    '01:18  without any row',
  ]);
});

test('a name longer than any column is cut, and nothing breaks the line', () => {
  const line = progressLine(
    { elapsedMs: 0, row: 'x'.repeat(200), text: 'a\nb\u001b[31m ::error::' },
    rowWidth(['x'.repeat(200)]),
  );
  expect(line).toBe(`00:00  ${'x'.repeat(43)}…   a b ::error::`);
});

test.each([
  ['::error::x', ': :error::x'],
  ['  ::error::x', ': :error::x'],
  ['a ##[error]x', 'a # #[error]x'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['a\r\n\tb  c', 'a b c'],
  ['\u202eabc\u200b', 'abc'],
  ['\ud800x', '\ufffdx'],
  ['abcdefghijklmnop', 'abcdefghi…'],
  ['abcdefgh😀klmnop', 'abcdefgh…'],
])('%j is printed as %j', (from, printed) => {
  expect(plain(from, 10 + (printed.length > 10 ? 90 : 0))).toBe(printed);
});

test('lines keep their indentation and are split where they break', () => {
  expect(plainLines(['  at x\n\tat y\r::error::z', 'w  '])).toEqual(['  at x', '  at y', ': :error::z', 'w']);
});

const oldOne = revision('patient-api', 41);
const newOne = revision('patient-api', 42);
test.each([
  ['41 → 42', { from: oldOne, to: newOne }],
  ['42', { from: newOne, to: newOne }],
  ['patient-api:42', { to: newOne }],
  ['patient-api:41', { from: oldOne }],
  ['', {}],
  ['patient-api:41 → patient-api-v2:42', { from: oldOne, to: revision('patient-api-v2', 42) }],
])('a change is said as "%s"', (said, change) => {
  expect(revisionChange(change)).toBe(said);
});

test('digests and commits are shortened, other texts are not', () => {
  expect(shortDigest(newOne.images[0]?.digest ?? '')).toBe('sha256:9f3c2ab41d02');
  expect(shortDigest('latest')).toBe('latest');
  expect(shortCommit(newOne.commit ?? '')).toBe('9f3c2ab');
  expect(shortCommit('v1.2.3')).toBe('v1.2.3');
});

test.each([
  ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/web/health?region=eu-west-1'],
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/ecs/v2/clusters/prod/services/web/health?region=cn-north-1'],
  [
    'us-gov-west-1',
    'https://us-gov-west-1.console.amazonaws-us-gov.com/ecs/v2/clusters/prod/services/web/health?region=us-gov-west-1',
  ],
  ['us-iso-east-1', undefined],
  ['eu-west-1/../x', undefined],
  [undefined, undefined],
])('the console of %s', (region, address) => {
  const found = consoleLink(region, { kind: 'service', cluster: 'prod', service: 'web' });
  expect(found).toBe(address);
});

test.each([
  [
    { kind: 'task', cluster: 'prod', task: '9f3c' } as const,
    'ecs/v2/clusters/prod/tasks/9f3c/configuration?region=eu-west-1',
  ],
  [
    { kind: 'revision', family: 'web', revision: '42' } as const,
    'ecs/v2/task-definitions/web/42/containers?region=eu-west-1',
  ],
  [
    { kind: 'log-stream', group: '/ecs/web', stream: 'api/api/9f3c' } as const,
    'cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Fweb/log-events/api$252Fapi$252F9f3c',
  ],
  [{ kind: 'snapshot', id: 'db 1' } as const, 'rds/home?region=eu-west-1#db-snapshot:id=db%201'],
])('a page of the console: %j', (place, path) => {
  expect(consoleLink('eu-west-1', place)).toBe(`https://eu-west-1.console.aws.amazon.com/${path}`);
});
