import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../actions.ts';
import type { StepResult } from './run-step.ts';

/** Replaces the one result of jest by the numbers of its own report; a test file that cannot run counts as failed. */
export function countTests(step: StepResult, reportFile: string): StepResult {
  const path = join(root, reportFile);
  if (!existsSync(path)) return { ...step, passed: 0, failed: 1 };
  const report: Readonly<Record<'numPassedTests' | 'numFailedTests' | 'numRuntimeErrorTestSuites', number>> =
    JSON.parse(readFileSync(path, 'utf8'));
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { ...step, passed: report.numPassedTests, failed: failed === 0 ? step.failed : failed };
}
