import { appendFileSync } from 'node:fs';
import type { DeploymentReport } from '#report/deployment-report';
import type { EvidenceMode } from '#report/redact';
import { renderMarkdown } from '#report/render-markdown';
import type { Environment } from './environment.ts';

/** Bytes. GitHub drops a summary above 1 MiB as a whole; ours leaves room for the other steps of a job. */
const budget = 200 * 1024;
const cutMark = '\n\n_Cut here: the summary would be over 200 KiB. The report file has everything._\n';

/** Appends the report to the job summary, at once: the process may be about to end. */
export function writeSummary(report: DeploymentReport, evidence: EvidenceMode, env: Environment): void {
  if (!env.GITHUB_STEP_SUMMARY) return;
  const markdown = renderMarkdown(report, { evidence, budgetBytes: budget });
  appendFileSync(env.GITHUB_STEP_SUMMARY, `${cutToBytes(markdown, budget)}\n`);
}

/** At most `bytes` of UTF-8, ending with a word about it when something was cut, and never inside a character. */
export function cutToBytes(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  if (encoded.length <= bytes) return text;
  const room = bytes - Buffer.byteLength(cutMark);
  let end = room;
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--;
  return encoded.subarray(0, end).toString() + cutMark;
}
