import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LocalImage, readImage } from '../../local-aws/runtimes/process-images.ts';

/** A release of the sample service: what is in examples/, with the files of `versions/<name>` over it. */
export interface Version {
  readonly name: string;
  readonly commit: string;
  readonly about: string;
  /** Files of the sample that this version does not have yet. */
  readonly without: readonly string[];
}

const version = (name: string, about: string, without: readonly string[] = []): Version => ({
  name,
  about,
  without,
  commit: createHash('sha1').update(`hello-service ${name}`).digest('hex'),
});

export const v1 = version('v1', 'counts visits', ['migrations/0002-visit-language.js']);
export const v2 = version('v2', 'counts them by language, for which a migration adds a column');
export const v3 = version('v3', 'reads a setting that nobody has set');

export const sample = fileURLToPath(new URL('../../examples/hello-service', import.meta.url));
const overlays = fileURLToPath(new URL('versions', import.meta.url));
const leftOut = new Set(['node_modules', '.github', 'Dockerfile', '.dockerignore', 'README.md']);

/**
 * Makes the folder that stands for the version's image, below `folder`; its commit is put in as the Dockerfile does it.
 * The sample's one dependency is found in the project's own node_modules, above it.
 */
export function buildImage({ name, commit, without }: Version, folder: string): LocalImage {
  const directory = join(folder, name);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  cpSync(sample, directory, { recursive: true, filter: (path) => !leftOut.has(basename(path)) });
  if (existsSync(join(overlays, name))) cpSync(join(overlays, name), directory, { recursive: true });
  for (const file of without) rmSync(join(directory, file));
  const container = {
    command: ['node', 'server.js'],
    environment: { NODE_OPTIONS: '--disable-warning=ExperimentalWarning', VERSION: commit },
  };
  writeFileSync(join(directory, 'container.json'), JSON.stringify(container));
  return readImage(directory);
}
