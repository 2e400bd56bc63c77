import { VirtualClock } from '../../local-aws/clock.ts';

interface Pending {
  readonly time: number;
  readonly action: () => void;
  takeBack: () => void;
}

/**
 * Virtual time for what happened before a measurement (`advance`), then the machine's, `speed` times as fast, for the
 * measurement itself. From `run` on it agrees with a program that was given the same speed and origin.
 */
export class BenchClock extends VirtualClock {
  #running: { readonly speed: number; readonly origin: number } | undefined;
  #pending = new Set<Pending>();

  /** Time goes on by itself from here. Returns the origin of the new time, ms since the epoch. */
  run(speed: number): number {
    const origin = Date.now();
    this.#running = { speed, origin };
    for (const entry of this.#pending) {
      entry.takeBack();
      entry.takeBack = this.#timer(entry);
    }
    return origin;
  }

  /** The moment of the machine's own clock, ms since the epoch, at which this clock shows `time`. */
  realAt(time: number): number {
    const { speed, origin } = this.#started();
    return origin + (time - origin) / speed;
  }

  override now(): number {
    if (this.#running === undefined) return super.now();
    const { speed, origin } = this.#running;
    return origin + (Date.now() - origin) * speed;
  }

  override at(time: number, action: () => void): () => void {
    const entry: Pending = {
      time,
      action: () => {
        this.#pending.delete(entry);
        action();
      },
      takeBack: () => {},
    };
    this.#pending.add(entry);
    entry.takeBack = this.#running === undefined ? super.at(time, entry.action) : this.#timer(entry);
    return () => {
      this.#pending.delete(entry);
      entry.takeBack();
    };
  }

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.#running === undefined) return super.sleep(ms, signal);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const takeBack = this.at(this.now() + ms, resolve);
      signal?.addEventListener(
        'abort',
        () => {
          takeBack();
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  #timer({ time, action }: Pending): () => void {
    const timer = setTimeout(action, Math.max(0, (time - this.now()) / this.#started().speed));
    return () => clearTimeout(timer);
  }

  #started() {
    if (this.#running === undefined) throw new Error('the clock does not run yet');
    return this.#running;
  }
}
