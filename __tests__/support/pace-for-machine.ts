import { spawnSync } from 'node:child_process';

/** Milliseconds that Node takes to start on the machine on which the speeds of tests were chosen. */
const usual = 45;

/**
 * `speed` as this machine can follow it now: as much slower as Node starts slower, and never slower than real time. For
 * programs that have to answer within seconds of their own time.
 */
export function paceForMachine(speed: number): number {
  const starts = Array.from({ length: 5 }, () => {
    const before = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - before;
  });
  const [, , median = usual] = starts.toSorted((a, b) => a - b);
  return Math.max(1, speed / Math.max(1, median / usual));
}
