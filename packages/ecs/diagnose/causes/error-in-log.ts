import { namesError, tellingLine } from '../telling-line.ts';
import type { FailureEvidence } from './evidence.ts';

export interface ErrorInLog {
  /** As the program wrote it. */
  readonly line: string;
  /** `; the log of container api: "KeyError: 'DATABASE_URL'"`, to stand after what happened. */
  readonly what: string;
  /** What to do about it, and the rest in case that was not it. */
  fix(otherwise: string): string;
}

/**
 * What the program itself says is wrong, where AWS only says that it does not answer: a health check is failed as well by
 * a program that could not start. `undefined` when its log names no error.
 */
export function errorInLog({ log, failing }: FailureEvidence): ErrorInLog | undefined {
  const line = namesError(log) ? tellingLine(log) : undefined;
  if (line === undefined || failing === undefined) return undefined;
  const of = `the log of container ${failing.name}`;
  return {
    line,
    what: `; ${of}: "${line}"`,
    fix: (otherwise) => `Correct what ${of} names. If that is not it: ${otherwise}`,
  };
}
