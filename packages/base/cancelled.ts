/** The reason with which the signal of a cancelled run aborts. Recognised by its name, also across realms. */
export class Cancelled extends Error {
  override name = 'Cancelled';

  /** `by`: what asked for it, `SIGINT`. */
  constructor(by: string) {
    super(`the run was cancelled (${by})`);
  }
}

/** Whether an error says that the run was cancelled: `Cancelled`, or what an aborted request throws. */
export const isCancellation = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted &&
  (error === signal.reason || (Error.isError(error) && (error.name === 'Cancelled' || error.name === 'AbortError')));
