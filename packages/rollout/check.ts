import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import type { Diagnosis } from '#report/diagnosis';
import type { Part } from './platform.ts';

/** Something that must hold before a release counts as good: health, version, a smoke test. */
export interface Check {
  /** `https://app.example.com/health`, `smoke-command`. */
  readonly name: string;
  /** The row it belongs to: run when that row's wave is live. Absent: run at the end. */
  readonly row?: string;
  run(context: CheckContext): Promise<CheckResult>;
}

export interface CheckContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch at which all verification must be over. */
  readonly deadline: number;
  /** The commit that must answer, full or short. Absent: unknown, or each part has its own. */
  readonly commit?: string;
  readonly release: string;
  readonly parts: readonly Part[];
}

export type CheckResult =
  | { readonly kind: 'passed'; readonly summary: string; readonly warnings?: readonly string[] }
  | { readonly kind: 'failed'; readonly diagnosis: Diagnosis };
