import { parentPort } from 'node:worker_threads';
import { minify } from 'terser';

// Answers the code of one chunk with its minified form; an error ends the worker and so the build.
parentPort?.on('message', async (code: string) => {
  const { code: small } = await minify(code, { module: true, ecma: 2020, format: { comments: false } });
  parentPort?.postMessage(small);
});
