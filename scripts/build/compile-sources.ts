import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../actions.ts';

/** One program of the built tree: `deploy-ecs/index`, `deploy-ecs/post`. */
export type Entry = `${string}/${'index' | 'post'}`;

/** Compiles actions and packages into `folder`, with one entry file over all programs. Returns the path of that file. */
export function compileSources(folder: string, entries: readonly Entry[]): string {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--project', 'tsconfig.build.json', '--outDir', relative(root, folder)];
  const run = spawnSync(process.execPath, [tsc, ...options], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the sources do not compile:\n${run.stdout}${run.stderr}`);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', sideEffects: false, imports: { '#*': './packages/*.js' } }),
  );
  const path = join(folder, 'entry.js');
  const table = entries.map((entry) => `  '${entry}': () => import('./actions/${entry}.js'),`);
  writeFileSync(
    path,
    `const programs = {\n${table.join('\n')}\n};\nexport const run = async (name) => (await programs[name]()).run();\n`,
  );
  return path;
}
