import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { actionNames, root } from './actions.ts';
import { bundlePrograms } from './build/bundle-programs.ts';
import { compileSources, type Entry } from './build/compile-sources.ts';
import { copyPackages } from './build/copy-packages.ts';
import { listLicenses } from './build/list-licenses.ts';
import { minifyChunks } from './build/minify-chunks.ts';

// Builds dist: the programs of all actions in shared chunks, one stub for each. `--check` writes nothing and fails when
// dist is not what the sources give.

const dist = join(root, 'dist');
const built = await buildTree();
const there = existsSync(dist) ? builtFilesIn('') : [];
const surplus = there.filter((path) => !built.has(path));
const stale = [...built].filter(([path, text]) => read(path) !== text).map(([path]) => path);

if (process.argv.includes('--check')) {
  for (const path of stale) console.log(`dist/${path} is not what the sources give`);
  for (const path of surplus) console.log(`dist/${path} is made of no source`);
  if (stale.length + surplus.length > 0) {
    console.log('Run `npm run build`.');
    process.exitCode = 1;
  }
} else {
  for (const path of surplus) rmSync(join(dist, path));
  for (const path of stale) write(path, built.get(path) ?? '');
  showSizes();
}

/** The text of every file that belongs in dist, by its path there. */
async function buildTree(): Promise<ReadonlyMap<string, string>> {
  const entries = actionNames().flatMap((name): Entry[] => {
    const post = existsSync(join(root, 'actions', name, 'post.ts'));
    return post ? [`${name}/index`, `${name}/post`] : [`${name}/index`];
  });
  mkdirSync(join(root, '.build'), { recursive: true });
  const folder = mkdtempSync(join(root, '.build', 'work-'));
  try {
    const entry = compileSources(folder, entries);
    copyPackages(folder);
    const { chunks, sources } = await bundlePrograms(entry);
    const tree = new Map<string, string>();
    for (const [name, code] of await minifyChunks(chunks)) tree.set(`chunks/${name}`, code);
    for (const name of entries) tree.set(`${name}.js`, `require('../chunks/index.js').run('${name}');\n`);
    tree.set('package.json', '{ "type": "commonjs" }\n');
    tree.set('LICENSE', readFileSync(join(root, 'LICENSE'), 'utf8'));
    tree.set('licenses.txt', listLicenses(sources));
    return tree;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files of dist that only this program writes: JavaScript, and what stands at the top. */
function builtFilesIn(folder: string): string[] {
  return readdirSync(join(dist, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) =>
      join(file.parentPath, file.name)
        .slice(dist.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => path.endsWith('.js') || !path.includes('/'));
}

function showSizes(): void {
  const rows = [...built].map(([path, text]) => [path, Buffer.byteLength(text)] as const).sort((a, b) => b[1] - a[1]);
  for (const [path, bytes] of rows) console.log(`${String(bytes).padStart(9)}  ${path}`);
  const code = rows.filter(([path]) => path.endsWith('.js')).reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(`${String(code).padStart(9)}  JavaScript in all`);
}

function read(path: string): string | undefined {
  return existsSync(join(dist, path)) ? readFileSync(join(dist, path), 'utf8') : undefined;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  writeFileSync(join(dist, path), text);
}
