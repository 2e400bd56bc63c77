import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installTool } from './install-tool.ts';
import { type LabPlan, logOf } from './plan-lab.ts';
import { runCommand } from './run-command.ts';

/** Change it with what is in the image: the cache has one folder a recipe. */
export const pythonRecipe = 'python-image-2';
const contents = ['python3', 'python-is-python3', 'alembic', 'python3-psycopg2', 'python3-fastapi', 'uvicorn'];
// Born with a merged /usr: the package that merges it later needs all of Perl, a third of the image.
const merged = ['--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr', '--include=usr-is-merged'];
const leftOut = ['share/doc', 'share/man', 'share/locale', 'share/info', 'lib/*/gconv'];

/** The archive of files that the image is made of. */
export const pythonArchive = ({ cache }: Pick<LabPlan, 'cache'>): string => join(cache, pythonRecipe, 'python.tar');

/** A small Debian with Python and what migrations and web services of the examples import, as an archive in the cache. */
export async function installPythonImage(plan: LabPlan): Promise<string> {
  return installTool(plan, {
    folder: pythonRecipe,
    programs: [],
    make: async (folder) => {
      const log = logOf(plan, 'python-image');
      // The new system's packages come from where this one's come.
      const options = join(folder, 'apt.conf');
      writeFileSync(options, `${await runCommand('apt-config', ['dump', 'Acquire'])}\n`);
      const release = await runCommand('sh', ['-c', '. /etc/os-release && echo "$VERSION_CODENAME"']);
      const make = ['--variant=essential', ...merged, `--aptopt=${options}`, `--include=${contents.join(',')}`];
      const without = leftOut.map((path) => `--dpkgopt=path-exclude=/usr/${path}/*`);
      await runCommand('mmdebstrap', [...make, ...without, release, pythonArchive(plan), ...sources()], { log });
    },
  });
}

function sources(): readonly string[] {
  const folder = '/etc/apt/sources.list.d';
  const files = readdirSync(folder).filter((name) => /^debian.*\.(sources|list)$/.test(name));
  return files.length > 0 ? files.map((name) => join(folder, name)) : ['/etc/apt/sources.list'];
}
