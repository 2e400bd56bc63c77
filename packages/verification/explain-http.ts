import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { HealthCheck } from './health-checks.ts';
import type { Look } from './look-at-url.ts';

interface Circumstances {
  readonly wanted: string | undefined;
  /** The deadline of all verification ended it, before the check's own budget. */
  readonly deadline: boolean;
}

/** So many of the newest bad answers decide what dominates: how a rollout began matters less than how it ended. */
const recent = 10;
const verbatim = 6;

/** The cause of a check that did not pass: what most of its last bad answers have in common. */
export function explainHttp(check: HealthCheck, looks: readonly Look[], circumstances: Circumstances): Diagnosis {
  const where = check.url.href;
  const dominant = dominantLook(looks);
  if (dominant?.problem === undefined) return outOfTime(check, looks);
  const { problem } = dominant;
  const same = looks.filter((look) => look.problem?.key === problem.key);
  const evidence = [lineOf(dominant), ...counts(looks), ...looks.slice(-verbatim).map(lineOf)];
  const parts = { where, evidence, fix: problem.fix };
  if (problem.kind === 'version') {
    return diagnosis('version-mismatch', { ...parts, what: versions(check, looks, circumstances.wanted) });
  }
  const often = `${same.length} of ${looks.length} answers, ${check.consecutive} good ones in a row wanted`;
  const limit = circumstances.deadline ? '; verify-timeout-minutes ended it' : '';
  return diagnosis('http-check-failed', { ...parts, what: `${check.url}: ${problem.text} (${often}${limit})` });
}

/**
 * The newest look of the most frequent problem. Requests that the end cut short count only when no other was answered:
 * beside good answers they mean that time ran out, and beside bad ones they hide the cause.
 */
function dominantLook(looks: readonly Look[]): Look | undefined {
  const telling = looks.filter((look) => !(look.cutShort && look.problem?.key === 'timeout'));
  const bad = (telling.length > 0 ? telling : looks).filter((look) => look.problem !== undefined);
  const groups = Map.groupBy(bad.slice(-recent).reverse(), (look) => look.problem?.key);
  const [most] = [...groups.values()].sort((a, b) => b.length - a.length);
  return most?.[0];
}

function outOfTime(check: HealthCheck, looks: readonly Look[]): Diagnosis {
  const good = looks.filter((look) => look.problem === undefined).length;
  const what =
    looks.length === 0
      ? `no time was left to ask ${check.url}`
      : `${check.url} gave ${good} good answers, but time ended before ${check.consecutive} in a row`;
  const fix = `Raise verify-timeout-minutes or budget-seconds of ${check.url}.`;
  return diagnosis('deadline-exceeded', {
    what,
    where: check.url.href,
    evidence: looks.slice(-verbatim).map(lineOf),
    fix,
  });
}

/** `https://… answers version 1a (8 of 10 answers), not 2b (2 of 10)`. */
function versions(check: HealthCheck, looks: readonly Look[], wanted: string | undefined): string {
  const wrong = looks.filter((look) => look.problem?.kind === 'version');
  const found = [...Map.groupBy(wrong, (look) => look.version)].map(
    ([version, { length }]) =>
      `${version === undefined ? 'no version' : `version ${version}`} (${length} of ${looks.length} answers)`,
  );
  const right = looks.filter((look) => look.version !== undefined && look.problem?.kind !== 'version').length;
  return `${check.url} answers ${found.join(' and ')}, not ${wanted} (${right} of ${looks.length})`;
}

function counts(looks: readonly Look[]): readonly string[] {
  const groups = Map.groupBy(looks, (look) => (look.problem === undefined ? 'good' : keyOf(look)));
  return [...groups].map(([key, group]) => `${group.length} of ${looks.length}: ${key}`);
}

const keyOf = ({ problem, version }: Look): string =>
  problem?.kind === 'version' ? `version ${version ?? 'missing'}` : (problem?.key ?? '');

/** `09:00:04.120Z 503 Service Unavailable: "no healthy upstream" (12 ms)`. */
const lineOf = ({ at, line, tookMs }: Look): string =>
  `${new Date(at).toISOString().slice(11)} ${line} (${Math.round(tookMs)} ms)`;
