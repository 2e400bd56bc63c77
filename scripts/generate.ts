import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { actionNames, loadPermissions, loadSpec, root } from './actions.ts';
import { renderActionFile } from './generate/render-action-file.ts';
import { renderIam } from './generate/render-iam.ts';
import { renderReadme } from './generate/render-readme.ts';
import { renderSchemas } from './generate/render-schemas.ts';

// Writes what is made of the specs: action.yml, the tables of the READMEs, JSON Schemas, docs/iam.md. `--check` writes nothing and
// fails when something would change; dist is looked at only where it exists.

const check = process.argv.includes('--check');
const wanted = await generatedFiles();
const stale = [...wanted].filter(([path, text]) => read(path) !== text).map(([path]) => path);
const surplus = [...existing('schemas'), ...existing('dist/schemas')].filter((path) => !wanted.has(path));

if (check) {
  for (const path of stale) console.log(`${path} is not what the specs say`);
  for (const path of surplus) console.log(`${path} belongs to no spec`);
  if (stale.length + surplus.length > 0) {
    console.log('Run `npm run generate`.');
    process.exitCode = 1;
  }
} else {
  for (const path of stale) write(path, wanted.get(path) ?? '');
  for (const path of surplus) rmSync(join(root, path));
  console.log(`${wanted.size} files made of ${actionNames().length} specs, ${stale.length} of them new`);
}

async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const specs = await Promise.all(actionNames().map(loadSpec));
  const files = new Map<string, string>();
  for (const spec of specs) {
    const readme = renderReadme(spec, read(`actions/${spec.name}/README.md`));
    files.set(`actions/${spec.name}/README.md`, readme);
    if (check && !existsSync(join(root, 'dist'))) continue;
    files.set(`dist/${spec.name}/action.yml`, renderActionFile(spec));
    // The released tree has the schemas at its root, one folder nearer.
    files.set(`dist/${spec.name}/README.md`, readme.replaceAll('](../../schemas/', '](../schemas/'));
  }
  const roles = actionNames().map(async (name) => ({ name, permissions: await loadPermissions(name) }));
  files.set('docs/iam.md', renderIam(await Promise.all(roles)));
  for (const [name, schema] of await renderSchemas(specs)) {
    files.set(`schemas/${name}.json`, schema);
    if (!check || existsSync(join(root, 'dist'))) files.set(`dist/schemas/${name}.json`, schema);
  }
  return files;
}

function existing(folder: string): string[] {
  return existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : [];
}

function read(path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
