import type { ReportRow, RevisionView } from './deployment-report.ts';

/** `42` of `patient-api:42`. */
const number = (label: string) => /:(\d+)$/.exec(label)?.[1];
const family = (label: string) => label.replace(/:\d+$/, '');

/** From which revision to which, short: `41 → 42`; full labels where the family changes; `42` where there is one. */
export function revisionChange(row: Pick<ReportRow, 'from' | 'to'>): string {
  const { from, to } = row;
  if (from === undefined || to === undefined) return to?.label ?? from?.label ?? '';
  if (from.id === to.id) return short(to, from);
  return `${short(from, to)} → ${short(to, from)}`;
}

/** A revision's label, shortened to its number beside one of the same family. */
export function short(revision: RevisionView, beside: RevisionView): string {
  const own = number(revision.label);
  return own !== undefined && family(revision.label) === family(beside.label) ? own : revision.label;
}

/** `sha256:9f3c2ab41d02` of a digest; other texts unchanged. */
export const shortDigest = (digest: string) => digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1');

/** Seven characters of a commit; other texts unchanged. */
export const shortCommit = (commit: string) => (/^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 7) : commit);
