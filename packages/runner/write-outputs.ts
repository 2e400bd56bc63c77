import * as core from '@actions/core';
import type { DeploymentReport, ReportRow } from '#report/deployment-report';
import type { Environment } from './environment.ts';
import { longestVariable } from './keep-state.ts';

/** The outputs that every action has; `reportFile` is a path. */
export function coreOutputs(report: DeploymentReport, reportFile: string): Readonly<Record<string, string>> {
  return {
    verdict: report.verdict,
    'reason-code': report.diagnosis?.code ?? '',
    changed: String(report.changed),
    'release-id': report.release,
    results: resultsOf(workedOn(report)),
    'report-file': reportFile,
  };
}

/** Sets step outputs. Without a runner there is nobody to read them. */
export function writeOutputs(outputs: Readonly<Record<string, string>>, env: Environment): void {
  if (!env.GITHUB_OUTPUT) return;
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
  core.debug(`outputs set: ${Object.keys(outputs).join(', ')} (a job output that contains a masked value is blanked)`);
}

type Result = Pick<ReportRow, 'changes' | 'diagnosis'> & object;

/** The rows of whatever the action worked on. */
function workedOn({ rows, builds = [], jobs = [], migrations, snapshot }: DeploymentReport): readonly Result[] {
  if (rows.length > 0) return rows;
  if (builds.length > 0) return builds;
  if (jobs.length > 0) return jobs;
  if (migrations.length > 0) return migrations;
  return snapshot === undefined ? [] : [snapshot];
}

/** The rows as JSON, short enough to be an input of another step: what is too long goes without its quoted lines. */
export function resultsOf(rows: readonly Result[]): string {
  const whole = JSON.stringify(rows);
  if (Buffer.byteLength(whole) <= longestVariable) return whole;
  return JSON.stringify(
    rows.map(({ changes: _, diagnosis, ...row }) => ({
      ...row,
      ...(diagnosis === undefined ? {} : { diagnosis: { ...diagnosis, evidence: [] } }),
    })),
  );
}
