import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import dockerIgnore from '@balena/dockerignore';

/** One thing in a build context. */
export interface ContextEntry {
  /** From the root of the context, with slashes. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  /** Permission bits. */
  readonly mode: number;
}

// The package is CommonJS and exports the function itself; its declarations say that it is a member `default`.
const newIgnore = dockerIgnore as unknown as typeof dockerIgnore.default;

/**
 * What of a folder a build can see, sorted by path: everything that the ignore file does not name. As in BuildKit,
 * `<Dockerfile>.dockerignore` takes the place of `.dockerignore`. `.git` is left out: it differs in every checkout of the
 * same commit. https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export async function listContext(folder: string, dockerfile: string): Promise<readonly ContextEntry[]> {
  const rules = (await textOf(`${dockerfile}.dockerignore`)) ?? (await textOf(join(folder, '.dockerignore'))) ?? '';
  const patterns = rules.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const ignore = newIgnore().add(patterns);
  const comesBack = patterns.some((pattern) => pattern.trim().startsWith('!'));
  const found: ContextEntry[] = [];
  const walk = async (inside: string): Promise<void> => {
    const names = await readdir(join(folder, inside), { withFileTypes: true });
    for (const entry of names) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (path === '.git') continue;
      const ignored = ignore.ignores(path);
      if (!ignored) {
        const kind = kindOf(entry);
        if (kind !== undefined) found.push({ path, kind, mode: (await lstat(join(folder, path))).mode & 0o7777 });
      }
      // Below an ignored folder only an exception (`!docs/keep.md`) can bring something back.
      if (entry.isDirectory() && (!ignored || comesBack)) await walk(path);
    }
  };
  await walk('');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (text) => text,
    () => undefined,
  );

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }) {
  if (entry.isSymbolicLink()) return 'link' as const;
  if (entry.isDirectory()) return 'folder' as const;
  return entry.isFile() ? ('file' as const) : undefined;
}
