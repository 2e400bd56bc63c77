import type { DeploymentReport } from './deployment-report.ts';
import type { Diagnosis } from './diagnosis.ts';
import { causesOf, explain } from './explain.ts';
import { plain } from './plain.ts';
import { isGreen, type Verdict } from './verdict.ts';
import { wordsIn } from './verdict-words.ts';

/** A line beside the job on GitHub. */
export interface Annotation {
  readonly level: 'error' | 'warning';
  /** The reason code, or the action for a warning. */
  readonly title: string;
  /** One to many lines. */
  readonly message: string;
  /** The file of the repository, and its line, beside which it stands. */
  readonly at?: Diagnosis['at'];
}

/** GitHub shows ten of a kind for a step; more than three are not read. */
const most = 3;

/**
 * What stands beside the job: the causes, first of all the run's own, each as cause, evidence line, fix and, where
 * one is missing, the IAM statement; then the warnings. At most three of each, the last one counting the rest. A green run has warnings only; `allowed` are the
 * verdicts that the user accepts besides.
 */
export function annotations(report: DeploymentReport, allowed: readonly Verdict[] = []): readonly Annotation[] {
  const causes = causesOf(report).map((cause) => ({ title: cause.code, message: messageOf(cause), at: cause.at }));
  const warnings = report.warnings.map((warning) => ({ title: report.action, message: plain(warning, 1_000) }));
  if (isGreen(report.verdict)) return limited('warning', warnings);
  if (isGreen(report.verdict, allowed)) return limited('warning', [...causes, ...warnings]);
  const next = report.next === undefined ? [] : [plain(report.next, 600)];
  const headline = {
    title: report.verdict,
    message: [wordsIn(report, report.verdict).headline, ...next].join('\n'),
  };
  return [...limited('error', causes.length === 0 ? [headline] : causes), ...limited('warning', warnings)];
}

function messageOf(cause: Diagnosis): string {
  const { what, quoted, statements } = explain(cause);
  const said = plain(what, 600);
  const isQuoted = (line: string) => said.includes(plain(line, 300).replace(/…$/, ''));
  const telling = cause.evidence.filter((line) => tells(line, statements)).slice(0, 1);
  const lines =
    cause.code === 'invalid-input' && quoted.length > 1 ? quoted : telling.filter((line) => !isQuoted(line));
  const evidence = lines.map((line) => plain(line, 300));
  const fix = cause.fix.split('\n').map((line) => plain(line, 500));
  return [said, ...evidence, ...fix, ...statements.map((line) => plain(line, 2_000))].join('\n');
}

/** The first such line is the telling one: when the cause quotes it already, the next one would be beside the point. */
const tells = (line: string, statements: readonly string[]): boolean =>
  line.trim() !== '' && !statements.includes(line);

function limited(level: Annotation['level'], all: readonly Omit<Annotation, 'level'>[]): Annotation[] {
  const rest = all.length - most;
  return all.slice(0, most).map(({ title, message, at: place }, at) => ({
    level,
    title: plain(title, 100),
    message: rest > 0 && at === most - 1 ? `${message}\n(${rest} more in the job summary)` : message,
    ...(place === undefined ? {} : { at: place }),
  }));
}
