import { expect } from '@jest/globals';
import type { Diagnosis } from '#report/diagnosis';
import type { Expected } from './expect-end.ts';

/** Shorter words are no quotation. */
const least = 12;

/** A line of the evidence is what the far end said, word for word; `said`: bodies of its answers. */
export function judgeQuoted({ text }: Expected, why: Diagnosis | undefined, said: readonly string[]): void {
  if (text === undefined) return;
  const lines = (why?.evidence ?? []).filter((line) => text.test(line));
  expect(lines).not.toEqual([]);
  expect(lines.some((line) => said.some((body) => quotes(body, line)))).toBe(true);
}

/** Whether a text of an answer holds the line, or the line one of its texts. */
function quotes(body: string, line: string): boolean {
  const written = JSON.stringify(line).slice(1, -1);
  if (body.includes(written)) return true;
  return textsOf(body).some((one) => one.length >= least && written.includes(one));
}

/** The texts in a JSON or XML answer, as they are written there. */
const textsOf = (body: string): readonly string[] =>
  [...body.matchAll(/"((?:[^"\\]|\\.)*)"|>([^<>]+)</g)].map(([, json, xml]) => json ?? xml ?? '');
