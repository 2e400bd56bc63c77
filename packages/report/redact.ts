import type { DeploymentReport, ReportBuild, ReportMigration, ReportRow } from './deployment-report.ts';
import type { Diagnosis } from './diagnosis.ts';
import { maskSecrets } from './mask-secrets.ts';

/** How much verbatim material is shown: the input `evidence`. */
export type EvidenceMode = 'full' | 'redacted' | 'none';

/**
 * The report as it may be shown or stored. In every mode, what looks like a secret is masked. `redacted` keeps of each
 * quoted line only the name of its error and AWS's own words; `none` keeps no quoted line at all; in both, words that
 * causes and the timeline repeat from the quoted lines are taken out. Applying it twice changes nothing more.
 */
export function redact(report: DeploymentReport, mode: EvidenceMode): DeploymentReport {
  const said = mode === 'full' ? maskSecrets : withholding(quotedLines(report));
  const cause = (found: Diagnosis): Diagnosis => ({
    ...found,
    what: said(found.what),
    where: said(found.where),
    fix: said(found.fix),
    evidence: quote(found.evidence, ownWords.has(found.code) ? 'full' : mode),
  });
  return {
    ...report,
    ...(report.diagnosis === undefined ? {} : { diagnosis: cause(report.diagnosis) }),
    rows: report.rows.map((row) => redactRow(row, said, cause)),
    migrations: report.migrations.map((migration) => redactMigration(migration, cause)),
    ...(report.builds === undefined ? {} : { builds: report.builds.map((build) => redactBuild(build, said, cause)) }),
    ...(report.jobs === undefined
      ? {}
      : { jobs: report.jobs.map((job) => ({ ...job, outputs: redactOutputs(job.outputs) })) }),
    timeline: report.timeline.map((entry) => ({ ...entry, what: said(entry.what) })),
    warnings: report.warnings.map(said),
    ...(report.rollbackCommand === undefined ? {} : { rollbackCommand: maskSecrets(report.rollbackCommand) }),
    ...(report.next === undefined ? {} : { next: said(report.next) }),
    evidence: report.evidence.map(({ title, lines }) => ({ title: said(title), lines: quote(lines, mode) })),
  };
}

/** Causes whose evidence is of our making or AWS's, never a line of the application. */
const ownWords = new Set<string>([
  'invalid-input',
  'access-denied',
  'credentials-expired',
  'no-credentials',
  'throttled',
  'not-found',
]);

type Say = (text: string) => string;

function redactRow(row: ReportRow, said: Say, cause: (found: Diagnosis) => Diagnosis): ReportRow {
  return {
    ...row,
    ...(row.health === undefined ? {} : { health: said(row.health) }),
    ...(row.changes === undefined ? {} : { changes: row.changes.map(maskSecrets) }),
    ...(row.diagnosis === undefined ? {} : { diagnosis: cause(row.diagnosis) }),
  };
}

function redactMigration(of: ReportMigration, cause: (found: Diagnosis) => Diagnosis): ReportMigration {
  return {
    ...of,
    ...(of.command === undefined ? {} : { command: maskSecrets(of.command) }),
    ...(of.diagnosis === undefined ? {} : { diagnosis: cause(of.diagnosis) }),
  };
}

function redactBuild(of: ReportBuild, said: Say, cause: (found: Diagnosis) => Diagnosis): ReportBuild {
  return {
    ...of,
    ...(of.notes === undefined ? {} : { notes: of.notes.map(said) }),
    ...(of.diagnosis === undefined ? {} : { diagnosis: cause(of.diagnosis) }),
  };
}

const redactOutputs = (outputs: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, maskSecrets(value)]));

function quote(lines: readonly string[], mode: EvidenceMode): readonly string[] {
  if (mode === 'none') return [];
  const masked = lines.map(maskSecrets);
  return mode === 'full' ? masked : masked.map(outline);
}

/** Written by AWS about the service, never by the application. */
const ofAws = /^\(?(?:\(service [^)]*\)|\(task [^)]*\)|\(deployment [^)]*\)|service-deployment\b)/;
const errorName =
  /^(?:[\w.]*\.)?[A-Z]\w*(?:Error|Exception|Fault|Failure|Interrupt|Exit|Warning)\b|^(?:FATAL|ERROR|WARN(?:ING)?|CRITICAL|panic)\b/;

function outline(line: string): string {
  if (ofAws.test(line) || line.endsWith(withheld)) return line;
  const name = errorName.exec(line.trim())?.[0];
  return name === undefined ? withheld : `${name}: ${withheld}`;
}

const withheld = '[redacted]';

function quotedLines(report: DeploymentReport): readonly string[] {
  const causes = [report.diagnosis, ...report.rows.map((row) => row.diagnosis)];
  const found = [
    ...causes,
    ...report.migrations.map((migration) => migration.diagnosis),
    ...(report.builds ?? []).map((build) => build.diagnosis),
  ];
  const secretive = found.filter((cause) => cause !== undefined && !ownWords.has(cause.code));
  const lines = [
    ...secretive.flatMap((cause) => cause?.evidence ?? []),
    ...report.evidence.flatMap(({ lines }) => lines),
  ];
  return lines.filter((line) => !ofAws.test(line));
}

const bare = (word: string) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '').toLowerCase();

/**
 * Takes out of a text every two neighbouring words that also are neighbours in one of the lines, and single words that
 * are a whole line. The name of an error stays: it says what happened and not to whom.
 */
function withholding(lines: readonly string[]): Say {
  const known = new Set<string>();
  for (const line of lines) {
    const words = line.split(/\s+/).map(bare).filter(Boolean);
    if (words.length === 1 && (words[0]?.length ?? 0) > 3) known.add(words[0] ?? '');
    for (let at = 1; at < words.length; at++) known.add(`${words[at - 1]} ${words[at]}`);
  }
  const withhold = (text: string) => {
    const words = maskSecrets(text).split(/\s+/);
    const bares = words.map(bare);
    const repeats = (at: number) => at > 0 && at < bares.length && known.has(`${bares[at - 1]} ${bares[at]}`);
    const taken = words.map((word, at) => {
      const repeated = known.has(bares[at] ?? '') || repeats(at) || repeats(at + 1);
      return repeated && word !== withheld && !errorName.test(word.replace(/^\W+/, ''));
    });
    return words
      .map((word, at) => (taken[at] ? (taken[at - 1] ? '' : withheld) : word))
      .filter((word) => word !== '')
      .join(' ');
  };
  return (text) => text.split('\n').map(withhold).join('\n');
}
