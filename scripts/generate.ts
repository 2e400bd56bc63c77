import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { actionNames, compositeNames, loadPermissions, loadSpec, root } from './actions.ts';
import { renderActionFile } from './generate/render-action-file.ts';
import { renderCompositeReadme } from './generate/render-composite-readme.ts';
import { renderIam } from './generate/render-iam.ts';
import { renderReadme } from './generate/render-readme.ts';
import { isReusable, renderReusable } from './generate/render-reusable.ts';
import { renderSchemas } from './generate/render-schemas.ts';
import { renderTroubleshooting } from './generate/render-troubleshooting.ts';
import { readStarter, starterNames } from './starters.ts';

// Writes what is made of the specs: action.yml, the tables of the READMEs, JSON Schemas, docs/iam.md; and docs/troubleshooting.md. `--check` writes nothing and
// fails when something would change; dist is looked at only where it exists.

const check = process.argv.includes('--check');
const wanted = await generatedFiles();
const stale = [...wanted].filter(([path, text]) => read(path) !== text).map(([path]) => path);
const ours = ['schemas', 'dist/schemas', 'workflows-templates/reusable', 'dist/.github/workflows'];
const surplus = ours.flatMap(existing).filter((path) => !wanted.has(path));

if (check) {
  for (const path of stale) console.log(`${path} is not what its source says`);
  for (const path of surplus) console.log(`${path} is made of no source`);
  if (stale.length + surplus.length > 0) {
    console.log('Run `npm run generate`.');
    process.exitCode = 1;
  }
} else {
  for (const path of stale) write(path, wanted.get(path) ?? '');
  for (const path of surplus) rmSync(join(root, path));
  console.log(
    `${wanted.size} files made of ${actionNames().length} specs and ${starterNames().length} starters, ${stale.length} of them new`,
  );
}

async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const specs = await Promise.all(actionNames().map(loadSpec));
  const files = new Map<string, string>();
  const hasDist = !check || existsSync(join(root, 'dist'));
  for (const spec of specs) {
    const readme = renderReadme(spec, read(`actions/${spec.name}/README.md`));
    files.set(`actions/${spec.name}/README.md`, readme);
    if (!hasDist) continue;
    files.set(`dist/${spec.name}/action.yml`, renderActionFile(spec));
    // The released tree has the schemas at its root, one folder nearer.
    files.set(`dist/${spec.name}/README.md`, readme.replaceAll('](../../schemas/', '](../schemas/'));
  }
  const roles = actionNames().map(async (name) => ({ name, permissions: await loadPermissions(name) }));
  files.set('docs/iam.md', renderIam(await Promise.all(roles)));
  files.set('docs/troubleshooting.md', renderTroubleshooting(readSamples()));
  for (const [name, schema] of await renderSchemas(specs)) {
    files.set(`schemas/${name}.json`, schema);
    if (hasDist) files.set(`dist/schemas/${name}.json`, schema);
  }
  for (const name of starterNames().filter((one) => isReusable(readStarter(one)))) {
    const workflow = renderReusable(name, readStarter(name));
    files.set(`workflows-templates/reusable/${name}.yml`, workflow);
    if (hasDist) files.set(`dist/.github/workflows/${name}.yml`, workflow);
  }
  for (const name of compositeNames()) {
    const action = read(`actions/${name}/action.yml`) ?? '';
    const readme = renderCompositeReadme(name, action, read(`actions/${name}/README.md`) ?? '');
    files.set(`actions/${name}/README.md`, readme);
    if (hasDist) files.set(`dist/${name}/action.yml`, action).set(`dist/${name}/README.md`, readme);
  }
  return files;
}

/** What was seen of runs that end with a reason code, by code. */
function readSamples(): ReadonlyMap<string, string> {
  const files = existing('docs/samples');
  return new Map(files.map((path) => [basename(path, '.txt'), read(path) ?? '']));
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
