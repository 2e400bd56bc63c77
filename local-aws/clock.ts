/** Time for local-aws: everything that happens later is put on it, so that minutes pass in milliseconds under test. */
export interface LocalClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `action` once, when `time` (ms since the epoch) is reached. Returns a function that takes it back. */
  at(time: number, action: () => void): () => void;
}

/**
 * Real time, or time `speed` times as fast, counted from `origin` (ms since the epoch of the real clock).
 * A program that is started with the same speed and origin shares this time.
 */
export function realClock(speed = 1, origin = Date.now()): LocalClock {
  return {
    now: () => origin + (Date.now() - origin) * speed,
    at(time, action) {
      const timer = setTimeout(action, Math.max(0, (time - this.now()) / speed));
      return () => clearTimeout(timer);
    },
  };
}

interface Entry {
  time: number;
  order: number;
  action: () => void;
}

/**
 * Virtual time, shared by local-aws and the program under test (it is a `Clock` of the program, too).
 * Time moves only while the program sleeps and nothing is under way: then it jumps to the next entry.
 * Whatever takes real time (a request over a socket, a child process) is wrapped in `busy`, and holds time still.
 */
export class VirtualClock implements LocalClock {
  #now: number;
  #order = 0;
  #entries: Entry[] = [];
  #sleepers = 0;
  #busy = 0;
  #activity = 0;
  #pumping = false;

  constructor(start = Date.UTC(2026, 0, 5, 9, 0, 0)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  at(time: number, action: () => void): () => void {
    const entry: Entry = { time: Math.max(time, this.#now), order: this.#order++, action };
    this.#entries.push(entry);
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  /** The program's side: resolves when virtual time has moved by `ms`; rejects with `signal.reason` on abort. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#activity++;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      this.#sleepers++;
      const wake = (settle: () => void) => () => {
        this.#sleepers--;
        this.#activity++;
        signal?.removeEventListener('abort', abort);
        settle();
      };
      const cancel = this.at(this.#now + Math.max(0, ms), wake(resolve));
      const abort = () => {
        cancel();
        wake(() => reject(signal?.reason))();
      };
      signal?.addEventListener('abort', abort, { once: true });
      void this.#pump();
    });
  }

  /** Holds time still until `work` is done. */
  async busy<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    this.#activity++;
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#activity++;
    }
  }

  /** For tests without a sleeping program: moves time forward by `ms`, firing everything due on the way, in order. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await this.#idle();
      const next = this.#next();
      if (next === undefined || next.time > end) break;
      this.#fire(next);
    }
    this.#now = end;
    await this.#idle();
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#sleepers > 0) {
        await this.#idle();
        const next = this.#sleepers > 0 ? this.#next() : undefined;
        if (next !== undefined) this.#fire(next);
      }
    } finally {
      this.#pumping = false;
    }
  }

  #next(): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.#entries) {
      if (first === undefined || entry.time < first.time || (entry.time === first.time && entry.order < first.order)) {
        first = entry;
      }
    }
    return first;
  }

  #fire(entry: Entry): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#now = Math.max(this.#now, entry.time);
    entry.action();
  }

  /** Waits until nothing is under way: no busy work, and several turns of the event loop without any activity. */
  async #idle(): Promise<void> {
    for (let quiet = 0; quiet < 4; ) {
      const before = this.#activity;
      await new Promise<void>((resolve) => setImmediate(resolve));
      quiet = this.#busy === 0 && this.#activity === before ? quiet + 1 : 0;
    }
  }
}
