import type { Diagnosis } from './diagnosis.ts';
import type { Verdict } from './verdict.ts';

/** The only error that is thrown on purpose: an expected failure with its diagnosis. `cause` keeps the original error. */
export class Failure extends Error {
  override name = 'Failure';
  readonly diagnosis: Diagnosis;
  /** `failed` unless said otherwise. */
  readonly verdict: Verdict;

  constructor(diagnosis: Diagnosis, options: { cause?: unknown; verdict?: Verdict } = {}) {
    super(`${diagnosis.code}: ${diagnosis.what}`, options.cause === undefined ? {} : { cause: options.cause });
    this.diagnosis = diagnosis;
    this.verdict = options.verdict ?? 'failed';
  }
}

/** The failure inside an error, or a diagnosis `unknown` around it: nothing that was thrown is lost. */
export function diagnosisOf(error: unknown, where: string): Diagnosis {
  if (error instanceof Failure) return error.diagnosis;
  const text = Error.isError(error) ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'unknown',
    what: text,
    where,
    evidence: [text],
    fix: `Run again with debug logging; if it stays, report it with the lines above (${where}).`,
    confidence: 'guess',
  };
}
