import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface About {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

/** The licences of every package that has a file among `sources`: each text once, under the names of its packages. */
export function listLicenses(sources: readonly string[]): string {
  const packages = new Map<string, { title: string; text: string }>();
  for (const folder of new Set(sources.map(packageFolder).filter((folder) => folder !== undefined))) {
    const about: About = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const title = `${about.name} ${about.version} (${about.license ?? 'licence not stated'})`;
    packages.set(title, { title, text: licenseText(folder) });
  }
  const byText = new Map<string, string[]>();
  for (const [, { title, text }] of [...packages].sort(([a], [b]) => (a < b ? -1 : 1))) {
    byText.set(text, [...(byText.get(text) ?? []), title]);
  }
  const line = '-'.repeat(80);
  return [...byText].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`).join(`\n${line}\n\n`);
}

/** The folder of the package that holds a file; `undefined` for our own. */
function packageFolder(path: string): string | undefined {
  if (!/[\\/]node_modules[\\/]/.test(path)) return undefined;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as About).version) return folder;
  }
  return undefined;
}

function licenseText(folder: string): string {
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)/i.test(file));
  if (name === undefined) return '(The package holds no licence text.)';
  const text = readFileSync(join(folder, name), 'utf8');
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .trim();
}
