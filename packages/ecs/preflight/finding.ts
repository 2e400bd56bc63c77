import { AwsError } from '#aws/aws-error';
import { missingStatement } from '#aws/missing-statement';
import type { ReasonCode } from '#report/reasons';

/** What one check found out about one thing, before anything is changed. Plain JSON: rows of the output `findings`. */
export interface Finding {
  /** `FAIL`: a deployment cannot succeed. `WARN`: it may, and somebody should know. `SKIP`: it could not be looked at. */
  readonly level: 'OK' | 'WARN' | 'FAIL' | 'SKIP';
  /** `image`, `secrets`, `network`, … */
  readonly check: string;
  readonly where: string;
  readonly what: string;
  /** What a deployment would end with. */
  readonly code?: ReasonCode;
  readonly fix?: string;
}

type Parts = Omit<Finding, 'level' | 'check'>;

/** Findings of one check: `const { ok, fail } = findings('image')`. */
export const findings = (check: string) => ({
  ok: (where: string, what: string): Finding => ({ level: 'OK', check, where, what }),
  warn: (parts: Parts): Finding => ({ level: 'WARN', check, ...parts }),
  fail: (parts: Parts & { readonly code: ReasonCode; readonly fix: string }): Finding => ({
    level: 'FAIL',
    check,
    ...parts,
  }),
  skip: (where: string, what: string): Finding => ({ level: 'SKIP', check, where, what }),
});

/**
 * Calls that are denied, or fail otherwise, leave a check undone; they are no failure of what is checked. Without
 * credentials nothing is checked at all: that is thrown on.
 */
export function skipped(check: string, where: string, error: unknown): Finding {
  if (!(error instanceof AwsError) || error.kind === 'expired' || error.kind === 'no-credentials') throw error;
  const { Action, Resource } = missingStatement(error.message, error.operation);
  const what =
    error.kind === 'denied'
      ? `not looked at: the role may not call ${Action} on ${Resource}`
      : `not looked at: ${error.operation}: ${error.code}: ${error.message}`;
  return findings(check).skip(where, what);
}

/** What several things could not be looked at for the same reason is told once for each check, with all their names. */
export function tellOnce(found: readonly Finding[]): readonly Finding[] {
  const keyOf = ({ level, check, what }: Finding) => (level === 'SKIP' ? `${check} ${what}` : undefined);
  const same = Map.groupBy(found, keyOf);
  return found.flatMap((finding) => {
    const group = keyOf(finding) === undefined ? [finding] : (same.get(keyOf(finding)) ?? [finding]);
    return group[0] === finding
      ? [{ ...finding, where: [...new Set(group.map(({ where }) => where))].join(', ') }]
      : [];
  });
}
