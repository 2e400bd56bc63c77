import { appendFileSync } from 'node:fs';
import type { DeploymentReport } from '#report/deployment-report';
import type { EvidenceMode } from '#report/redact';
import { renderMarkdown } from '#report/render-markdown';
import type { Environment } from './environment.ts';

/**
 * Appends the report to the job summary, at once: the process may be about to end. GitHub drops a summary above 1 MiB
 * as a whole; `renderMarkdown` stays under 200 KiB, which leaves room for the other steps of a job.
 */
export function writeSummary(report: DeploymentReport, evidence: EvidenceMode, env: Environment): void {
  if (!env.GITHUB_STEP_SUMMARY) return;
  appendFileSync(env.GITHUB_STEP_SUMMARY, `${renderMarkdown(report, { evidence })}\n`);
}
