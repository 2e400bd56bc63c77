import { structured } from '#base/input-kinds';
import { readUrl } from './read-url.ts';

/** One row of `health-checks` as the code has it: times in milliseconds. */
export interface HealthCheck {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Absent: 200 to 299; any redirect when one is expected. */
  readonly status?: readonly StatusRange[];
  readonly json: readonly (readonly [pointer: string, expected: unknown])[];
  readonly text?: { readonly wanted: string | RegExp };
  readonly version?: VersionSource;
  readonly consecutive: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly budgetMs: number;
  readonly initialDelayMs: number;
  readonly maxLatencyMs?: number;
  readonly redirects: 'follow' | 'forbid' | URL;
  readonly expiryDays?: number;
}

/** Bounds are inclusive. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** Where an answer carries its version, and which one is wanted; absent: the commit being deployed. */
export interface VersionSource {
  readonly from: { readonly pointer: string } | { readonly header: string };
  readonly version?: string;
}

/** The input kind of `health-checks`. */
export const healthChecks = structured(
  'health-checks',
  async () => (await import('./health-check-rows.ts')).healthCheckRows,
);

/** The check that `health-url` stands for: every default of a row. Throws `InputProblem`. */
export const checkOfUrl = (url: string): HealthCheck => ({
  url: readUrl(url),
  method: 'GET',
  headers: {},
  json: [],
  consecutive: 3,
  intervalMs: 2_000,
  timeoutMs: 5_000,
  budgetMs: 120_000,
  initialDelayMs: 0,
  redirects: 'follow',
});

const versionKind = structured('expect-version', async () => (await import('./health-check-rows.ts')).versionSource);

/** The input kind of `expect-version`; a JSON pointer alone will do. */
export const expectedVersion: typeof versionKind = {
  ...versionKind,
  parse: (raw) => versionKind.parse(raw.trim().startsWith('/') ? JSON.stringify({ pointer: raw.trim() }) : raw),
};
