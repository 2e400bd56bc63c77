import type { LocalClock } from './clock.ts';

/** The same time, with entries of our own that can all be taken back at once. */
export function ownClock(clock: LocalClock): { readonly clock: LocalClock; readonly clear: () => void } {
  const pending = new Set<() => void>();
  return {
    clock: {
      now: () => clock.now(),
      at(time, action) {
        const takeBack = clock.at(time, () => {
          pending.delete(takeBack);
          action();
        });
        pending.add(takeBack);
        return () => {
          pending.delete(takeBack);
          takeBack();
        };
      },
    },
    clear() {
      for (const takeBack of pending) takeBack();
      pending.clear();
    },
  };
}
