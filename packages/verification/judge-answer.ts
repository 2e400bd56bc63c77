import { STATUS_CODES } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { HttpAnswer } from '#base/network';
import { type Asked, maxRedirects } from './ask-url.ts';
import { explainSilence } from './explain-silence.ts';
import { explainStatus } from './explain-status.ts';
import type { HealthCheck } from './health-checks.ts';
import { isExpectedStatus, isRedirect } from './is-expected-status.ts';
import { matchVersion } from './match-version.ts';
import { type Found, findValue, readBody, readVersion } from './read-answer.ts';

/** Why an answer does not count. */
export interface Problem {
  readonly kind: 'version' | 'unanswered' | 'status' | 'redirect' | 'body' | 'json' | 'latency';
  /** Equal for answers that are bad in the same way. */
  readonly key: string;
  /** What was seen, in a few words: `503 Service Unavailable: "no healthy upstream"`. */
  readonly text: string;
  readonly fix: string;
}

export interface Judgement {
  /** What came, verbatim as far as it fits: `200 OK, version 9f3c2ab`. */
  readonly line: string;
  readonly version?: string;
  /** Absent: the answer is good. */
  readonly problem?: Problem;
}

type Answered = Extract<HttpAnswer, { kind: 'answered' }>;

/** Holds an answer against a check. The version comes first: what an old version says of its health is of no use. */
export function judgeAnswer(check: HealthCheck, asked: Asked, wanted: string | undefined): Judgement {
  const { answer } = asked;
  if (answer.kind === 'unanswered') {
    const problem = explainSilence(check, asked.url, answer);
    return { line: problem.text, problem };
  }
  const version = check.version === undefined ? undefined : readVersion(check.version, answer);
  const problem = problemOf(check, asked, answer, wanted, version);
  const line = `${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trim();
  const detail = problem === undefined || problem.kind === 'version' ? '' : ` · ${problem.text}`;
  return {
    line: version === undefined ? line + detail : `${line}, version ${version}${detail}`,
    ...(version === undefined ? {} : { version }),
    ...(problem === undefined ? {} : { problem }),
  };
}

function problemOf(
  check: HealthCheck,
  asked: Asked,
  answer: Answered,
  wanted: string | undefined,
  version: string | undefined,
): Problem | undefined {
  const versioned = check.version !== undefined && wanted !== undefined;
  if (versioned && version !== undefined && !matchVersion(wanted, version)) return otherVersion(check, version);
  return (
    redirectProblem(check, asked, answer) ??
    (isExpectedStatus(check, answer.status) ? undefined : explainStatus(check, asked.url, answer)) ??
    (versioned && version === undefined ? noVersion(check) : undefined) ??
    bodyProblem(check, answer) ??
    jsonProblem(check, answer) ??
    latencyProblem(check, asked)
  );
}

function otherVersion(check: HealthCheck, found: string): Problem {
  return {
    kind: 'version',
    key: 'version',
    text: `version ${found}`,
    fix: `See why the old version still answers at ${check.url}: another target group, a cache in front, or tasks of another service.`,
  };
}

function noVersion(check: HealthCheck): Problem {
  const place = placeOf(check);
  return {
    kind: 'version',
    key: 'version',
    text: `no version in ${place}`,
    fix: `Let ${check.url} answer with its version in ${place}, or correct expect-version.`,
  };
}

function placeOf({ version }: HealthCheck): string {
  if (version === undefined) return 'the answer';
  return 'header' in version.from ? `header ${version.from.header}` : version.from.pointer || 'the body';
}

function redirectProblem(check: HealthCheck, asked: Asked, answer: Answered): Problem | undefined {
  const target = isRedirect(answer) ? URL.parse(answer.headers.location ?? '', asked.url.href)?.href : undefined;
  const problem = (text: string, fix: string): Problem => ({ kind: 'redirect', key: `redirect ${text}`, text, fix });
  if (check.redirects instanceof URL) {
    if (target === check.redirects.href) return undefined;
    const text =
      target === undefined ? `${answer.status} without a redirect` : `${answer.status} redirect to ${target}`;
    return problem(text, `${check.url} must redirect to ${check.redirects}: correct it, or redirects of the check.`);
  }
  if (target === undefined || isExpectedStatus(check, answer.status)) return undefined;
  if (asked.redirects >= maxRedirects) {
    return problem(
      `more than ${maxRedirects} redirects, the last to ${target}`,
      `Break the circle of redirects at ${check.url}.`,
    );
  }
  return problem(
    `${answer.status} redirect to ${target}`,
    `Check ${target} instead of ${check.url}, or allow redirects: follow.`,
  );
}

function bodyProblem({ url, text }: HealthCheck, answer: Answered): Problem | undefined {
  if (text === undefined) return undefined;
  const { wanted } = text;
  if (typeof wanted === 'string' ? answer.body.includes(wanted) : wanted.test(answer.body)) return undefined;
  const [want, found] = [typeof wanted === 'string' ? JSON.stringify(wanted) : String(wanted), readBody(answer)];
  return {
    kind: 'body',
    key: 'body',
    text: `the body does not hold ${want}; it begins ${JSON.stringify(found)}`,
    fix: `See why ${url} answers this, or correct expect-body.`,
  };
}

function jsonProblem({ url, json }: HealthCheck, answer: Answered): Problem | undefined {
  for (const [pointer, expected] of json) {
    const found = findValue(answer.body, pointer);
    if (found.kind === 'value' && isDeepStrictEqual(found.value, expected)) continue;
    const seen = found.kind === 'not-json' ? `no JSON: ${JSON.stringify(readBody(answer))}` : clip(found);
    return {
      kind: 'json',
      key: `json ${pointer}`,
      text: `${pointer || 'the body'} is ${seen}, expected ${clip({ kind: 'value', value: expected })}`,
      fix: `See why ${url} says so of itself, or correct expect-json ${pointer}.`,
    };
  }
  return undefined;
}

function latencyProblem({ url, maxLatencyMs }: HealthCheck, { tookMs }: Asked): Problem | undefined {
  if (maxLatencyMs === undefined || tookMs <= maxLatencyMs) return undefined;
  return {
    kind: 'latency',
    key: 'latency',
    text: `took ${Math.round(tookMs)} ms, allowed are ${maxLatencyMs} ms`,
    fix: `See why ${url} is slow (cold start, database, too little CPU), or raise max-latency-ms.`,
  };
}

function clip(found: Found): string {
  if (found.kind !== 'value') return 'missing';
  const text = JSON.stringify(found.value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
