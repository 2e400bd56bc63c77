import type { DeploymentReport } from './deployment-report.ts';
import { advice, fenced, text } from './markdown-text.ts';
import { type EvidenceMode, redact } from './redact.ts';
import { renderBuilds } from './summary/render-builds.ts';
import { renderCause } from './summary/render-cause.ts';
import { renderDatabases } from './summary/render-databases.ts';
import { renderDelivery } from './summary/render-delivery.ts';
import { renderEvidence } from './summary/render-evidence.ts';
import { renderHeadline } from './summary/render-headline.ts';
import { renderJobs } from './summary/render-jobs.ts';
import { renderChanges, renderRows } from './summary/render-rows.ts';
import { renderServing } from './summary/render-serving.ts';
import { renderTimeline } from './summary/render-timeline.ts';
import { isGreen } from './verdict.ts';
import { wayBackWords } from './verdict-words.ts';

export interface MarkdownOptions {
  readonly evidence: EvidenceMode;
  /** Bytes of UTF-8 that the summary may have at most; 200 KiB unless said otherwise. */
  readonly budgetBytes?: number;
}

const defaultBudget = 200 * 1024;
/** Room for the line that says what was left out. */
const reserve = 400;

interface Block {
  readonly name: string;
  readonly markdown: string;
  /** The higher, the earlier it is left out when the budget is small. */
  readonly spare: number;
}

/**
 * The job summary of a report, for a tired reader: verdict, cause and fix, what serves now, the services, the way back,
 * the timeline, the databases, warnings, and the evidence folded. Everything from outside is shown as text. Never
 * longer than the budget; what was left out is said in the last line.
 */
export function renderMarkdown(report: DeploymentReport, options: MarkdownOptions): string {
  const budget = options.budgetBytes ?? defaultBudget;
  const shown = redact(report, options.evidence);
  const blocks = blocksOf(shown).filter(({ markdown }) => markdown !== '');
  const dropped: Block[] = [];
  for (const block of blocks.toSorted((a, b) => b.spare - a.spare)) {
    if (sizeOf(blocks.filter((kept) => !dropped.includes(kept))) <= budget - reserve || block.spare === 0) break;
    dropped.push(block);
  }
  const kept = blocks.filter((block) => !dropped.includes(block));
  const evidence = renderEvidence(shown.evidence, budget - reserve - sizeOf(kept));
  const notes = [leftOut(dropped, evidence.leftOut, budget), withheld(report, options.evidence)].filter(
    (note) => note !== '',
  );
  const parts = [...kept.map(({ markdown }) => markdown), evidence.markdown, ...notes].filter((part) => part !== '');
  return withinBytes(`${parts.join('\n\n')}\n`, budget);
}

function blocksOf(report: DeploymentReport): readonly Block[] {
  const block = (name: string, spare: number, markdown: string): Block => ({ name, spare, markdown });
  const databases = block('databases', 6, renderDatabases(report));
  const timeline = block('timeline', 8, renderTimeline(report));
  return [
    block('headline', 0, renderHeadline(report)),
    block('cause', 1, renderCause(report)),
    block('what serves now', 2, renderServing(report)),
    block('services', 5, renderRows(report)),
    block('images', 5, renderBuilds(report)),
    block('jobs', 3, renderJobs(report)),
    block('delivery', 4, renderDelivery(report)),
    block('way back', 3, renderUndo(report)),
    block('plan', report.verdict === 'planned' ? 4 : 9, report.verdict === 'planned' ? renderChanges(report) : ''),
    ...(report.rows.length === 0 ? [databases, timeline] : [timeline, databases]),
    block('warnings', 7, renderWarnings(report)),
    block('changes', 9, report.verdict === 'planned' ? '' : renderChanges(report)),
  ];
}

function renderUndo(report: DeploymentReport): string {
  const { action, rollbackCommand, next, verdict } = report;
  const title = `**${wayBackWords(action).replace(/^t/, 'T')}:**`;
  const parts = rollbackCommand === undefined ? [] : [title, fenced([rollbackCommand], 'sh', 4_000)];
  if (isGreen(verdict) && next !== undefined) parts.push(`**Next:** ${advice(next)}`);
  return parts.join('\n\n');
}

function renderWarnings({ warnings }: DeploymentReport): string {
  if (warnings.length === 0) return '';
  const shown = warnings.slice(0, 30).map((warning) => `- ${text(warning, 500)}`);
  const more = warnings.length > 30 ? [`- and ${warnings.length - 30} more`] : [];
  return ['### ⚠️ Warnings', [...shown, ...more].join('\n')].join('\n\n');
}

function leftOut(dropped: readonly Block[], lines: number, budget: number): string {
  const what = [...dropped.map(({ name }) => name), ...(lines > 0 ? [`${lines} lines of evidence`] : [])];
  return what.length === 0
    ? ''
    : `_Left out to stay under ${Math.round(budget / 1024)} KiB: ${what.join(', ')}. The report file has them._`;
}

function withheld(report: DeploymentReport, mode: EvidenceMode): string {
  if (mode === 'full' || report.evidence.every(({ lines }) => lines.length === 0)) return '';
  return `_Quoted lines are ${mode === 'none' ? 'not shown' : 'redacted'} (evidence: ${mode})._`;
}

const sizeOf = (blocks: readonly Block[]) =>
  blocks.reduce((sum, { markdown }) => sum + Buffer.byteLength(markdown) + 2, 0);

/** The last resort of a very small budget: whole characters up to the limit. */
function withinBytes(markdown: string, budget: number): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= budget) return markdown;
  let end = Math.max(0, budget);
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString();
}
