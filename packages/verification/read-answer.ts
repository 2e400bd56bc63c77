import jsonpointer from 'jsonpointer';
import type { HttpAnswer } from '#base/network';
import { plain } from '#report/plain';
import type { VersionSource } from './health-checks.ts';

type Answered = Extract<HttpAnswer, { kind: 'answered' }>;

export type Found = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'nothing' | 'not-json' };

/** The value that a JSON pointer names in a body. */
export function findValue(body: string, pointer: string): Found {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { kind: 'not-json' };
  }
  if (pointer === '') return { kind: 'value', value: parsed };
  if (typeof parsed !== 'object' || parsed === null) return { kind: 'nothing' };
  const value: unknown = jsonpointer.get(parsed, pointer);
  return value === undefined || typeof value === 'function' ? { kind: 'nothing' } : { kind: 'value', value };
}

/** The version an answer carries; `undefined` when it carries none that is a text or a number. */
export function readVersion({ from }: VersionSource, answer: Answered): string | undefined {
  if ('header' in from) return plain(answer.headers[from.header.toLowerCase()] ?? '', 100) || undefined;
  const found = findValue(answer.body, from.pointer);
  if (found.kind === 'nothing') return undefined;
  // A commit such as 12e4567 in a plain body would be a number to JSON.
  const parsed = found.kind === 'value' ? found.value : undefined;
  const isPlain = from.pointer === '' && (found.kind === 'not-json' || typeof parsed === 'number');
  const value = isPlain ? answer.body : parsed;
  return typeof value === 'string' || typeof value === 'number' ? plain(String(value), 100) || undefined : undefined;
}

/** The line of a body that tells most: a page's title, else the first line with text, at most 200 characters. */
export function readBody({ body }: Answered): string {
  const title = /<title>([^<]+)<\/title>/i.exec(body)?.[1];
  return plain(title ?? body.split(/\r?\n/).find((line) => line.trim() !== '') ?? '', 200);
}
