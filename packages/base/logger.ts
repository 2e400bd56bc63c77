/** Where a program's lines go. The runner writes them to the job log, the terminal to stderr, tests to an array. */
export interface Logger {
  info(line: string): void;
  /** Shown only when debugging is switched on. */
  debug(line: string): void;
  /** A line that the report repeats under its warnings; the runner turns the first three into annotations. */
  warn(line: string): void;
  /** Everything written while `body` runs stands in a closed group under `title`. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
  /** Never shows `secret` again, anywhere. */
  mask(secret: string): void;
}
