import { expect } from '@jest/globals';
import type { WorkflowRun } from './read-run.ts';

/** Expects the jobs of a run to have ended so (`success`, `failure`); when they have not, the error tells what the run printed. */
export function expectJobs(run: WorkflowRun, wanted: Readonly<Record<string, string>>): void {
  const ended = Object.fromEntries(Object.keys(wanted).map((job) => [job, run.jobs[job]]));
  if (Object.entries(wanted).every(([job, result]) => ended[job] === result)) return;
  const annotations = run.annotations.map(({ level, title, message }) => `${level}: ${title}: ${message}`);
  const said = run.log === '' ? run.raw.slice(-4_000) : run.log.slice(-6_000);
  throw new Error(`jobs ended as ${JSON.stringify(run.jobs)}\n${annotations.join('\n')}\n${said}`);
}

/** The first error beside the jobs: what somebody reads first. */
export function firstError(run: WorkflowRun): { readonly title: string; readonly message: string } {
  const found = run.annotations.find(({ level }) => level === 'error');
  expect(found).toBeDefined();
  return { title: found?.title ?? '', message: found?.message ?? '' };
}
