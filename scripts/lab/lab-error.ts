/** What a person at the terminal has to know or to do; the first line says what failed, the others show it. */
export class LabError extends Error {
  readonly details: readonly string[];

  constructor(message: string, details: readonly string[] = []) {
    super(message);
    this.details = details;
  }
}
