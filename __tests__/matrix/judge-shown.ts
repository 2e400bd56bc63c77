import { expect } from '@jest/globals';
import type { Annotation } from '#report/annotate';
import type { Diagnosis } from '#report/diagnosis';
import { plain } from '#report/plain';
import type { Expected } from './expect-end.ts';

type Shown = Pick<Annotation, 'title' | 'message'> & { readonly level: string };

/** The first annotation tells the cause, a line of the far end, and what to do with what; a green run has none. */
export function judgeWords(
  { code, text, names }: Expected,
  why: Diagnosis | undefined,
  annotations: readonly Shown[],
): void {
  const errors = annotations.filter(({ level }) => level === 'error');
  if (code === undefined) return void expect(errors).toEqual([]);
  const [first] = errors;
  const [cause = '', ...rest] = first?.message.split('\n') ?? [];
  const { what = '', fix = '' } = why ?? {};
  expect({ title: first?.title, cause }).toEqual({ title: code, cause: plain(what, 600) });
  expect(rest).toEqual(expect.arrayContaining(fix.split('\n').map((line) => plain(line, 500))));
  if (names !== undefined) expect(fix).toMatch(names);
  if (text === undefined || text.test(what)) return;
  const quoted = (why?.evidence ?? []).filter((line) => text.test(line)).map((line) => plain(line, 300));
  expect(quoted.filter((line) => rest.includes(line))).not.toEqual([]);
}
