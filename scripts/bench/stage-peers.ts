import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';

/** A released action of somebody else, laid out as ours are: `<folder>/<name>/{action.yml, index.js}`. */
export interface Peer {
  readonly name: string;
  /** Of its package.json, where it has one. */
  readonly version: string | undefined;
  readonly inputs: readonly string[];
  /** Bytes of JavaScript that it ships. */
  readonly bytes: number;
}

interface ActionFile {
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly runs?: { readonly main?: string };
}

/**
 * Copies the actions in the folder `given` to `target`: a checkout of one (with action.yml), or a folder of checkouts. Throws when
 * there is none, or one that is not a JavaScript action with its bundle.
 */
export function stagePeers(given: string, target: string): readonly Peer[] {
  const folder = resolve(given);
  if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
  const homes = [folder, ...foldersIn(folder)].filter((home) => existsSync(join(home, 'action.yml')));
  if (homes.length === 0) throw new Error(`no action in ${folder}: neither action.yml nor <name>/action.yml`);
  return homes.map((home) => stage(home, target));
}

function stage(home: string, target: string): Peer {
  const name = basename(home);
  const action: ActionFile = parse(readFileSync(join(home, 'action.yml'), 'utf8')) ?? {};
  const main = join(home, action.runs?.main ?? '');
  if (action.runs?.main === undefined || !existsSync(main))
    throw new Error(`${name} has no bundle: its action.yml names ${action.runs?.main ?? 'none'} under runs.main`);
  const place = join(target, name);
  mkdirSync(place, { recursive: true });
  cpSync(dirname(main), place, { recursive: true });
  cpSync(main, join(place, 'index.js'));
  cpSync(join(home, 'action.yml'), join(place, 'action.yml'));
  return { name, version: versionOf(home), inputs: Object.keys(action.inputs ?? {}), bytes: bytesIn(dirname(main)) };
}

function versionOf(home: string): string | undefined {
  const file = join(home, 'package.json');
  if (!existsSync(file)) return undefined;
  const about: { readonly version?: string } = JSON.parse(readFileSync(file, 'utf8'));
  return about.version;
}

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort();

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.c?js$/.test(path))
    .reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
