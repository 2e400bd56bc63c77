import { describe, expect, test } from '@jest/globals';
import { explainFailure } from '#ecs/diagnose/causes/explain-failure';
import { annotations } from '#report/annotate';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { plain } from '#report/plain';
import type { ReasonCode } from '#report/reasons';
import { placementCauses, runningCauses, startCauses } from '../../cases/ecs-causes.ts';
import { rolloutCauses } from '../../cases/ecs-rollout-causes.ts';
import { report } from './sample-parts.ts';

const messageOf = (cause: Diagnosis): string =>
  annotations(report({ verdict: 'failed', diagnosis: cause, rows: [], warnings: [] }))[0]?.message ?? '';
const cause = (code: ReasonCode, what: string, ...evidence: readonly string[]) =>
  diagnosis(code, { what, where: 'service web', evidence, fix: 'do this' });
const long = (length: number) => `it ${'said much '.repeat(length)}`.slice(0, length);
const statement = '{"Effect":"Allow","Action":"ecs:UpdateService","Resource":"*"}';

test.each([
  ['it is told beside the cause', cause('crash-loop', 'it exits 1', 'KeyError: A'), 'it exits 1\nKeyError: A\ndo this'],
  [
    'it is not told twice',
    cause('crash-loop', 'it exits 1, "KeyError: A"', 'KeyError: A'),
    'it exits 1, "KeyError: A"\ndo this',
  ],
  [
    'what stands after it does not take its place',
    cause('crash-loop', 'it exits 1, "KeyError: A"', 'KeyError: A', '  File "a.py"', 'bye'),
    'it exits 1, "KeyError: A"\ndo this',
  ],
  [
    'it may differ from the cause in its blanks',
    cause('unknown', 'AWS says: no  way\nout', ' no way out ', 'else'),
    'AWS says: no way out\ndo this',
  ],
  [
    'lines without a word are none',
    cause('crash-loop', 'it exits 1', ' ', '', 'KeyError: A'),
    'it exits 1\nKeyError: A\ndo this',
  ],
  ['there may be none', cause('crash-loop', 'it exits 1'), 'it exits 1\ndo this'],
  [
    'a cause that is cut holds as much of it as it would have itself',
    cause('unknown', `AWS says: ${long(900)}`, long(900), 'else'),
    `${plain(`AWS says: ${long(900)}`, 600)}\ndo this`,
  ],
  [
    'what is cut off the cause is told',
    cause('unknown', `${long(590)} and then: KeyError: A`, 'KeyError: A'),
    `${plain(`${long(590)} and then: KeyError: A`, 600)}\nKeyError: A\ndo this`,
  ],
  [
    'of a permission it is what AWS said, and the statement stands below the fix',
    cause('access-denied', 'the role may not', statement, 'ecs:UpdateService: no', 'else'),
    `the role may not\necs:UpdateService: no\ndo this\n${statement}`,
  ],
  [
    'of a permission it is not told twice',
    cause('access-denied', 'the role may not: no', 'no', statement),
    `the role may not: no\ndo this\n${statement}`,
  ],
  [
    'of inputs every line tells',
    cause('invalid-input', '2 inputs: a: no; b: no', 'a: no', 'b: no'),
    '2 inputs\na: no\nb: no\ndo this',
  ],
  ['a single line of inputs is not told twice', cause('invalid-input', 'input a: no', 'a: no'), 'input a: no\ndo this'],
] as const)('the telling line: %s', (_name, of, message) => {
  expect(messageOf(of)).toBe(message);
});

describe.each([...startCauses, ...placementCauses, ...runningCauses, ...rolloutCauses])('$code: $name', (one) => {
  test('the telling line is told exactly once, and nothing beside it', () => {
    const found = explainFailure(one.evidence);
    const telling = plain(found.evidence[0] ?? '', 300);
    const message = messageOf(found);
    expect(telling).not.toBe('');
    expect(message.split(telling.replace(/…$/, ''))).toHaveLength(2);
    const known = [plain(found.what, 600), telling, ...found.fix.split('\n')];
    expect(message.split('\n').filter((line) => !known.includes(line))).toEqual([]);
  });
});

test('it stands beside the line of the file that it is about, where there is one', () => {
  const at = { file: 'apps/api/Dockerfile', line: 3 };
  const of = (diagnosis: Diagnosis) => annotations(report({ verdict: 'failed', diagnosis }));
  const plainly = { level: 'error', title: 'build-failed', message: 'npm ci exits 1\ndo this' };
  expect(of(cause('build-failed', 'npm ci exits 1'))).toStrictEqual([plainly]);
  expect(of({ ...cause('build-failed', 'npm ci exits 1'), at })).toStrictEqual([{ ...plainly, at }]);
});
