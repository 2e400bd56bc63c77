import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import type { Credentials, Keys } from './credentials.ts';

/** Keys with their end, in milliseconds since the epoch of the run's clock. */
export interface Session {
  readonly keys: Keys;
  readonly endsAt: number;
}

/** How long before their end keys are renewed, in milliseconds: longer than any call and its retries. */
const margin = 300_000;
/** Between two attempts to renew keys that are still good, in milliseconds. */
const pause = 30_000;

/**
 * Keeps the keys of one session and mints the next ones before they end. Calls that come together share one minting.
 * While the old keys are good, trouble with new ones is only noted: it may pass before they end.
 */
export function renewKeys(mint: () => Promise<Session>, { clock, log }: { clock: Clock; log: Logger }): Credentials {
  let session: Session | undefined;
  let minting: Promise<Keys> | undefined;
  let notBefore = 0;

  const renew = async (): Promise<Keys> => {
    try {
      session = await mint();
      return session.keys;
    } catch (error) {
      if (session === undefined || session.endsAt <= clock.now()) throw error;
      notBefore = clock.now() + pause;
      log.debug(`credentials not renewed yet: ${Error.isError(error) ? error.message : String(error)}`);
      return session.keys;
    } finally {
      minting = undefined;
    }
  };

  return {
    async keys(signal) {
      signal.throwIfAborted();
      const now = clock.now();
      if (session !== undefined && (now < session.endsAt - margin || (now < notBefore && now < session.endsAt))) {
        return session.keys;
      }
      minting ??= renew();
      return abortable(minting, signal);
    },
    refuse(used) {
      if (session?.keys === used) session = { keys: used, endsAt: 0 };
    },
    held() {
      if (session === undefined) throw new TypeError('no keys were asked for');
      return session.keys;
    },
  };
}

/** The minting goes on for others when one of those who wait for it is cancelled. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
    work.catch(() => {});
  }
}
