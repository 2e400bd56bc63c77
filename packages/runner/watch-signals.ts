import { Cancelled } from '#base/cancelled';
import type { Logger } from '#base/logger';

/** How a run ends when its `main` does not. */
export type Interruption =
  /** Cancelled, and no outcome in time; or a second signal. */
  | { readonly kind: 'cancelled'; readonly why: string }
  /** Something threw that nobody awaited. */
  | { readonly kind: 'crashed'; readonly error: unknown };

export interface SignalWatch {
  /** Aborts with `Cancelled` at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly interrupted: Promise<Interruption>;
  stop(): void;
}

/** Milliseconds. A runner sends SIGINT, after 7.5 s SIGTERM, and kills 2.5 s later. */
const patience = 6_500;

/** Listens for what ends a process early. Cancelling is announced through `signal`; the process is ended by nobody here. */
export function watchSignals(log: Logger): SignalWatch {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<Interruption>();
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) return resolve({ kind: 'cancelled', why: `a second signal came, ${name}` });
    timer = setTimeout(() => resolve({ kind: 'cancelled', why: `no end within 6.5 s of ${name}` }), patience);
    log.info(`${name}: cancelling; what was started is stopped or put back now`);
    controller.abort(new Cancelled(name));
  };
  // What was going on beside `main` falls over when it is cancelled; that must not take its time to put things back.
  const onCrash = (error: unknown) =>
    controller.signal.aborted
      ? log.debug(`while cancelling: ${Error.isError(error) ? error.stack : String(error)}`)
      : resolve({ kind: 'crashed', error });
  const onIdle = () => onCrash(new Error('the action stopped without an end: nothing was left to wait for'));
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  process.on('uncaughtException', onCrash).on('unhandledRejection', onCrash).on('beforeExit', onIdle);
  return {
    signal: controller.signal,
    interrupted: promise,
    stop() {
      clearTimeout(timer);
      process.off('beforeExit', onIdle);
    },
  };
}
