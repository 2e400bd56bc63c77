import type { DeploymentReport } from '#report/deployment-report';
import type { Outcome } from '#report/host';
import { type EvidenceMode, redact } from '#report/redact';
import { renderClosing } from '#report/render-terminal';
import type { Verdict } from '#report/verdict';
import { inputVariable } from './environment.ts';
import type { Job } from './open-host.ts';
import { writeAnnotations } from './write-annotations.ts';
import { coreOutputs, writeOutputs } from './write-outputs.ts';
import { writeReportFile } from './write-report-file.ts';
import { writeSummary } from './write-summary.ts';

/**
 * Shows how a run ended: report file, outputs, summary, annotations, and the verdict as the last lines. Trouble with
 * one of them is said and hides neither the others nor the verdict. A post entry has no outputs. `allowed`: verdicts that
 * the user accepts besides the green ones.
 */
export function endRun(ended: Outcome, job: Job, entry: 'main' | 'post', allowed: readonly Verdict[] = []): void {
  const { env } = job.host;
  const evidence = evidenceOf(job);
  const report = redact(withoutSecrets(ended.report, job), evidence);
  const file = tried('report file', job, () => writeReportFile(report, env)) ?? '';
  if (entry === 'main') {
    tried('outputs', job, () => writeOutputs({ ...coreOutputs(report, file), ...ended.outputs }, env));
  }
  tried('summary', job, () => writeSummary(report, evidence, env));
  tried('annotations', job, () => writeAnnotations(report, allowed));
  tried('closing lines', job, () => {
    for (const line of renderClosing(report)) job.log.info(line);
  });
}

/** The wish of the input `evidence`, also when other inputs could not be read. */
function evidenceOf(job: Job): EvidenceMode {
  const wish = job.host.env[inputVariable('evidence')]?.trim();
  return wish === 'redacted' || wish === 'none' ? wish : 'full';
}

/** The runner masks logs and summaries, but neither files nor what is uploaded from them. */
function withoutSecrets(report: DeploymentReport, job: Job): DeploymentReport {
  return JSON.parse(JSON.stringify(report, (_, value) => (typeof value === 'string' ? job.log.hide(value) : value)));
}

function tried<T>(what: string, job: Job, write: () => T): T | undefined {
  try {
    return write();
  } catch (error) {
    job.log.warn(`could not write the ${what}: ${Error.isError(error) ? error.message : String(error)}`);
    return undefined;
  }
}
