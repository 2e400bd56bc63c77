import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Minifies every chunk, the largest first, on all cores. */
export async function minifyChunks(chunks: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const waiting = [...chunks].sort(([, a], [, b]) => b.length - a.length);
  const small = new Map<string, string>();
  const work = async () => {
    const worker = new Worker(new URL('minify-worker.ts', import.meta.url));
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      worker.postMessage(next[1]);
      const [code] = (await once(worker, 'message')) as [string];
      small.set(next[0], code);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  return new Map([...small].sort(([a], [b]) => (a < b ? -1 : 1)));
}
