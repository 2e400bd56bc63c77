/** Ends the process when everything printed has gone out: connections that are kept open must not hold a finished job. */
export function leave(exitCode: number): void {
  process.exitCode = exitCode;
  process.stdout.write('', () => process.exit(exitCode));
}
