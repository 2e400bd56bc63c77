import type { StepResult } from './run-step.ts';

/** Prints a line for each step and the sum that closes a tier, "N passed, N failed"; sets the exit code by it. */
export function showResults(results: readonly StepResult[], remark?: string): void {
  console.log();
  for (const { name, passed, failed, tookMs } of results) {
    console.log(
      `${failed === 0 ? 'ok  ' : 'FAIL'}  ${name.padEnd(16)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed  ${(tookMs / 1000).toFixed(1).padStart(6)} s`,
    );
  }
  if (remark !== undefined) console.log(remark);
  const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}
