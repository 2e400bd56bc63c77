import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Milliseconds that the work took on the machine on which the tests' budget was set (2 cores, November 2026). */
const reference = 950;

/** Fixed work of the tests' own kind: objects, texts, JSON, numbers. */
const work = `
  const rows = new Map();
  let state = 1;
  for (let i = 0; i < 400_000; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const key = 'row-' + (state % 5000);
    rows.set(key, { ...rows.get(key), ['field' + (i % 7)]: state, list: [i, state] });
    if (i % 100 === 0) JSON.parse(JSON.stringify([...rows.values()].slice(0, 50)));
  }
`;

/** How many times as slow as the reference this machine is now, with all its cores at work; never below 1. */
export async function measureSlowness(): Promise<number> {
  const started = performance.now();
  await Promise.all(
    Array.from({ length: Math.min(2, availableParallelism()) }, () => {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      new Worker(work, { eval: true }).on('error', reject).on('exit', resolve);
      return promise;
    }),
  );
  return Math.max(1, (performance.now() - started) / reference);
}
