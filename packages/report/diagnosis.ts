import { type ReasonCode, reasons } from './reasons.ts';

/** What went wrong, in the form that every rendering shows. */
export interface Diagnosis {
  readonly code: ReasonCode;
  /** The cause in one line: `container "api" exits 1: KeyError: DATABASE_URL`. */
  readonly what: string;
  /** The resource concerned: `service web, container api`. */
  readonly where: string;
  /** Verbatim lines of the far end, the telling one first. */
  readonly evidence: readonly string[];
  /** What to do, at most two lines, naming the resource. */
  readonly fix: string;
  readonly confidence: 'certain' | 'likely' | 'guess';
  /** The line of a file of the repository that it is about; `file` is relative to the repository, lines count from 1. */
  readonly at?: { readonly file: string; readonly line: number } | undefined;
}

export interface DiagnosisParts {
  readonly what: string;
  readonly where: string;
  readonly evidence?: readonly string[];
  /** Default: the fix of the code, with `where` filled in. */
  readonly fix?: string;
  readonly confidence?: Diagnosis['confidence'];
  readonly at?: Diagnosis['at'];
}

/** Builds a diagnosis; confidence `certain` unless said otherwise. */
export function diagnosis(code: ReasonCode, parts: DiagnosisParts): Diagnosis {
  return {
    code,
    what: parts.what,
    where: parts.where,
    evidence: parts.evidence ?? [],
    fix: parts.fix ?? reasons[code].fix(parts.where),
    confidence: parts.confidence ?? 'certain',
    ...(parts.at === undefined ? {} : { at: parts.at }),
  };
}
