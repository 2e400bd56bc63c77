import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';

/** What a user may write as `to` of a rollback. */
export type Target =
  | { readonly kind: 'previous' | 'last-success' | 'n-1' }
  | { readonly kind: 'revision'; readonly number: number }
  /** 7 to 40 hexadecimal digits, lower case. */
  | { readonly kind: 'sha'; readonly prefix: string }
  | { readonly kind: 'release'; readonly id: string }
  /** An ARN or `family:revision`. */
  | { readonly kind: 'definition'; readonly name: string };

const allowed =
  'previous, last-success, n-1, revision:42 (or 42), sha:abc1234 (or 7 to 40 hexadecimal digits), release:<id>, a task definition ARN';

const forms: readonly (readonly [RegExp, (found: string) => Target])[] = [
  [/^(?:revision:)?(\d{1,6})$/, (number) => ({ kind: 'revision', number: Number(number) })],
  [/^(?:sha:)?([0-9a-f]{7,40})$/i, (prefix) => ({ kind: 'sha', prefix: prefix.toLowerCase() })],
  [/^release:(\S+)$/, (id) => ({ kind: 'release', id })],
  [/^(arn:[^:]+:ecs:[^:]*:\d*:task-definition\/[\w-]+:\d+)$/, (name) => ({ kind: 'definition', name })],
  [/^([\w-]+:\d+)$/, (name) => ({ kind: 'definition', name })],
];

/** Reads `to`. Throws `invalid-input` naming all that is allowed. */
export function parseTarget(to: string): Target {
  const text = to.trim();
  if (text === 'previous' || text === 'last-success' || text === 'n-1') return { kind: text };
  for (const [form, make] of forms) {
    const found = form.exec(text)?.[1];
    if (found !== undefined) return make(found);
  }
  throw new Failure(
    diagnosis('invalid-input', {
      what: `to: "${text}" is no release that can be gone back to`,
      where: 'to',
      evidence: [`allowed: ${allowed}`],
      fix: `Write one of: ${allowed}.`,
    }),
  );
}
