import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { explainFailure } from '#ecs/diagnose/causes/explain-failure';
import type { CauseCase } from '../cases/ecs-causes.ts';
import { type Twin, wordsOf } from '../cases/reword.ts';
import { root } from './source-files.ts';

// The promise of every diagnosis: its fix names what is faulty by its own name, in at most two lines, and its evidence holds
// what the far end said, word for word. Cases are found in __tests__/cases, nobody has to list them.

const rows: unknown[] = [];
for (const name of readdirSync(join(root, '__tests__/cases')).filter((one) => one.endsWith('.ts'))) {
  const exported: Record<string, unknown> = await import(`../cases/${name}`);
  rows.push(...Object.values(exported).flatMap((value): unknown[] => (Array.isArray(value) ? value : [])));
}
const has = (row: unknown, ...names: readonly string[]): row is object =>
  typeof row === 'object' && row !== null && names.every((name) => name in row);
const causes = rows.filter((row): row is CauseCase => has(row, 'evidence', 'names', 'text'));
const twins = rows.filter((row): row is Twin => has(row, 'words', 'facts', 'run'));

test('cases are found', () => {
  expect(causes.length).toBeGreaterThan(25);
  expect(twins.length).toBeGreaterThan(20);
});

describe.each(causes)('$code: $name', ({ code, evidence, names, text }) => {
  const found = explainFailure(evidence);

  test('the fix names the resource', () => {
    expect(found.code).toBe(code);
    expect(found.fix).toContain(names);
    expect(found.fix.split('\n').length).toBeLessThanOrEqual(2);
  });

  test('the evidence holds what was said, word for word', () => {
    const { log, logNote = '' } = evidence;
    expect([...wordsOf(evidence), ...log, logNote]).toContain(text);
    expect(found.evidence).toContain(text);
  });
});

/** Words that name no resource, but say what kind it is of. */
const kinds = /^(?:service|role|repository|alarm|target|group|in|of|db-instance|db-cluster)$/;
const tokensOf = (text: string): readonly string[] => text.split(/[\s,;"'()]+/).filter((one) => one.length > 1);
/** Names by their form: of hosts, ARNs, operations, versions. */
const isName = (token: string): boolean => /\w[:./_-]\w/.test(token);

/** What shows that something is missing is what was looked for: the words of the refusal add nothing to it. */
const shownByAbsence: readonly string[] = [
  'ECR refuses the tag of what docker pushed',
  'somebody deletes it meanwhile',
  'preflight finds that a target group is gone',
];

describe.each(twins)('$code: $name', ({ name, words, run }) => {
  test('the fix names the resource, and what was said is told word for word', async () => {
    const { where, what, fix, evidence } = await run(words);
    const names = [
      ...tokensOf(where).filter((token) => !kinds.test(token)),
      ...[what, ...evidence].flatMap(tokensOf).filter(isName),
    ];
    expect(names.filter((name) => fix.includes(name))).not.toEqual([]);
    expect(fix.split('\n').length).toBeLessThanOrEqual(2);
    const told = [what, ...evidence].join('\n');
    expect(told.includes(words)).toBe(!shownByAbsence.includes(name));
    expect(told.trim()).not.toBe('');
  });
});
