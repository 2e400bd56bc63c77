import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allSamples } from '../__tests__/samples/all-samples.ts';
import { textOf } from '../__tests__/samples/sample.ts';
import { root } from './actions.ts';

// `node scripts/take-samples.ts`: runs the case of every reason code against local-aws and keeps what users would see in
// docs/samples, of which `npm run generate` makes docs/troubleshooting.md. With codes as arguments: of these only.

const wanted = process.argv.slice(2);
const folder = join(root, 'docs/samples');
mkdirSync(folder, { recursive: true });
for (const sample of allSamples.filter(({ code }) => wanted.length === 0 || wanted.includes(code))) {
  try {
    writeFileSync(join(folder, `${sample.code}.txt`), await textOf(sample));
  } catch (error) {
    console.error(`${sample.code}: ${Error.isError(error) ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
const known = new Set(allSamples.map(({ code }) => `${code}.txt`));
for (const name of readdirSync(folder).filter((one) => !known.has(one))) rmSync(join(folder, name));
