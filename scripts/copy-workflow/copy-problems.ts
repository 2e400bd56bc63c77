/** Everything that speaks against a copy, a line each; nothing was written. */
export class CopyProblems extends Error {
  constructor(problems: readonly string[]) {
    super([...problems, 'Nothing was written.'].join('\n'));
  }
}
