import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pythonArchive, pythonRecipe } from './install-python-image.ts';
import type { LabPlan } from './plan-lab.ts';
import { runCommand } from './run-command.ts';
import { docker } from './start-engine.ts';

const label = 'deploy-actions.lab.recipe';

export const images = { python: 'lab/python:1', web: 'lab/busybox:1' } as const;

interface Image {
  readonly name: string;
  /** What else it is called: a Dockerfile that starts from there is built in the lab as it is. */
  readonly alias: string;
  /** What it was made by; an image made by another one is replaced. */
  readonly recipe: string;
  readonly changes: readonly string[];
  readonly archive: (plan: LabPlan) => Promise<string>;
}

const table: readonly Image[] = [
  {
    name: images.python,
    alias: 'python:3-slim',
    recipe: pythonRecipe,
    changes: ['ENV LANG=C.UTF-8', 'ENV PYTHONUNBUFFERED=1', 'CMD ["python3"]'],
    archive: async (plan) => pythonArchive(plan),
  },
  {
    name: images.web,
    alias: 'busybox:1',
    recipe: 'busybox-1',
    changes: ['ENV PATH=/bin', 'CMD ["sh"]'],
    archive: packBusybox,
  },
];

/** The lab's images in the engine, and in the registry that stands where docker.io is. */
export async function loadImages(plan: LabPlan): Promise<string> {
  const did = await Promise.all(table.map((image) => load(plan, image)));
  return table.map(({ name }, index) => `${name} ${did[index]}`).join(', ');
}

async function load(plan: LabPlan, { name, alias, recipe, changes, archive }: Image): Promise<string> {
  const there = (await recipeOf(plan, name)) === recipe;
  if (!there) {
    const all = [...changes, `LABEL ${label}=${recipe}`].flatMap((change) => ['--change', change]);
    await docker(plan, 'import', ...all, await archive(plan), name);
  }
  await docker(plan, 'tag', name, alias);
  for (const repository of [name, `library/${alias}`]) {
    if (!there || !(await isPublished(plan, repository))) await publish(plan, name, repository);
  }
  return there ? 'was there' : 'imported';
}

/** `undefined` when the engine does not have the image. */
const recipeOf = (plan: LabPlan, name: string): Promise<string | undefined> =>
  docker(plan, 'image', 'inspect', '--format', `{{index .Config.Labels "${label}"}}`, name).catch(() => undefined);

const hubOf = ({ ports }: LabPlan) => `127.0.0.1:${ports.hub}`;

async function isPublished(plan: LabPlan, repository: string): Promise<boolean> {
  const [path, tag] = repository.split(':');
  const accept = 'application/vnd.docker.distribution.manifest.v2+json';
  const url = `http://${hubOf(plan)}/v2/${path}/manifests/${tag}`;
  return (await fetch(url, { method: 'HEAD', headers: { accept } })).ok;
}

async function publish(plan: LabPlan, name: string, repository: string): Promise<void> {
  const target = `${hubOf(plan)}/${repository}`;
  await docker(plan, 'tag', name, target);
  await docker(plan, 'push', '--quiet', target);
  await docker(plan, 'rmi', '--no-prune', target);
}

/** Debian's static busybox with a link for each of its programs, as an archive of a file system. */
async function packBusybox(plan: LabPlan): Promise<string> {
  const folder = join(plan.run, 'busybox');
  const archive = `${folder}.tar`;
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['bin', 'tmp', 'www']) mkdirSync(join(folder, name), { recursive: true });
  await runCommand('cp', ['/bin/busybox', join(folder, 'bin')]);
  await runCommand('chroot', [folder, '/bin/busybox', '--install', '-s', '/bin']);
  await runCommand('tar', ['--create', '--file', archive, '--directory', folder, '.']);
  rmSync(folder, { recursive: true, force: true });
  return archive;
}
