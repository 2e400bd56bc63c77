import type { ReportJob } from './deployment-report.ts';

const words: Readonly<Record<ReportJob['result'], string>> = {
  failure: 'failed',
  cancelled: 'was cancelled',
  skipped: 'was skipped',
  success: 'succeeded',
};

/** Jobs in one line, the bad ones by name: `test failed, deploy was skipped`; `all 4 jobs succeeded`. */
export function jobsInWords(jobs: readonly ReportJob[]): string {
  const bad = (['failure', 'cancelled'] as const).flatMap((result) => jobs.filter((job) => job.result === result));
  const skipped = jobs.filter(({ result }) => result === 'skipped');
  if (bad.length === 0) {
    const done = jobs.length - skipped.length;
    const all =
      jobs.length === 1 ? `${jobs[0]?.name} ${words[jobs[0]?.result ?? 'success']}` : `all ${done} jobs succeeded`;
    return skipped.length === 0 || jobs.length === 1
      ? all
      : `${done} of ${jobs.length} jobs succeeded, ${skipped.length} skipped`;
  }
  const told = [...bad, ...skipped].slice(0, 4).map((job) => `${job.name} ${words[job.result]}${ended(job)}`);
  const more = bad.length + skipped.length - told.length;
  return `${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const ended = ({ verdict, reason }: ReportJob): string =>
  verdict === undefined ? '' : ` (${[verdict, ...(reason ? [reason] : [])].join(', ')})`;
