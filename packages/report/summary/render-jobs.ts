import type { DeploymentReport, ReportJob } from '#report/deployment-report';
import { code, link, strong, table, text } from '#report/markdown-text';
import { verdictWords } from '#report/verdict-words';

const icons: Readonly<Record<ReportJob['result'], string>> = {
  success: '✅',
  failure: '❌',
  cancelled: '🛑',
  skipped: '⏭️',
};
const mostRows = 60;
const mostOutputs = 8;

/** A row a job: result, how its deployment ended, what it handed on. */
export function renderJobs({ jobs = [], runUrl }: DeploymentReport): string {
  if (jobs.length === 0) return '';
  const rows = jobs
    .slice(0, mostRows)
    .map((job) => [
      strong(job.name, 80),
      `${icons[job.result]} ${job.result}`,
      job.verdict === undefined
        ? ''
        : `${verdictWords[job.verdict].icon} ${code(job.verdict)}${job.reason ? ` ${code(job.reason)}` : ''}`,
      handedOn(job),
    ]);
  const parts = ['### Jobs', table(['Job', 'Result', 'Deployment', 'Handed on'], rows)];
  if (jobs.length > mostRows) parts.push(`and ${jobs.length - mostRows} more jobs`);
  if (runUrl !== undefined) parts.push(link('Open the run', runUrl));
  return parts.join('\n\n');
}

function handedOn({ outputs, blank }: ReportJob): string {
  const shown = Object.entries(outputs);
  return [
    ...shown.slice(0, mostOutputs).map(([name, value]) => `${text(name, 40)} ${code(value, 100)}`),
    ...(shown.length > mostOutputs ? [`and ${shown.length - mostOutputs} more`] : []),
    ...blank.slice(0, mostOutputs).map((name) => `${text(name, 40)} _blank_`),
  ].join('<br>');
}
