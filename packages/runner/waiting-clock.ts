import { type Clock, systemClock } from '#base/clock';

/**
 * The machine's time, for a run. The first time that it waits, V8's optimizing compiler is switched off: a run waits for
 * AWS and computes next to nothing, but after a hundred looks the compiler came, and took 6 MiB that stayed
 * (docs/decisions/0005-known-misses-of-the-bench.md).
 */
export function waitingClock(): Clock {
  let hasWaited = false;
  return {
    now: () => systemClock.now(),
    sleep(ms, signal) {
      if (!hasWaited) void spareMemory();
      hasWaited = true;
      return systemClock.sleep(ms, signal);
    },
  };
}

/** Loaded then, for it takes two milliseconds that nobody waits for. */
async function spareMemory(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--no-opt');
}
