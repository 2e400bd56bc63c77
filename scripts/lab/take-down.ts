import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { holdLab, needRoot } from './bring-up.ts';
import { releaseHostName } from './claim-host-name.ts';
import { endLeftovers } from './end-leftovers.ts';
import { LabError } from './lab-error.ts';
import { type LabPlan, pidFileOf, planFile, readPlan } from './plan-lab.ts';
import { removeContainers } from './remove-containers.ts';
import { removeMounts } from './remove-mounts.ts';
import { stopBridge } from './start-bridge.ts';
import { stopProcess } from './stop-process.ts';
import { tellEnd } from './tell-end.ts';
import { type Row, type RowEnd, walkRows } from './walk-rows.ts';

/** Programs of a running lab, by their pid files. */
export const programs = ['layers', 'hub', 'postgres', 'engine', 'buildkit', 'aws', 'ministack', 'github'] as const;

const stop = (name: (typeof programs)[number]) => (plan: LabPlan) => stopProcess(pidFileOf(plan, name));

/** What uses another is ended before it. */
const rows: readonly Row<LabPlan>[] = [
  { name: 'local-github', run: stop('github') },
  { name: 'local-aws', run: stop('aws') },
  { name: 'MiniStack', run: stop('ministack') },
  { name: 'builder', run: stop('buildkit') },
  { name: 'postgres', run: stop('postgres') },
  { name: 'containers', after: ['local-aws', 'MiniStack'], run: removeContainers },
  { name: 'engine', after: ['containers'], run: stop('engine') },
  { name: 'hub', after: ['engine'], run: stop('hub') },
  { name: 'layers', after: ['engine'], run: stop('layers') },
  { name: 'leftovers', after: ['hub', 'layers', 'builder'], run: endLeftovers },
  { name: 'mounts', after: ['leftovers'], run: removeMounts },
  { name: 'bridge', after: ['leftovers', 'postgres'], run: stopBridge },
  { name: 'host name', after: ['local-aws'], run: async (plan) => releaseHostName(plan) },
];

/**
 * Ends everything that `up` has started, and takes its line out of /etc/hosts. Stay: the tools of the cache, the log files,
 * and the engine's images; `all` deletes those images, too. Returns whether there was a lab. Throws `LabError` when
 * something of it is left; a second `down` tries again.
 */
export async function takeDown(root: string, { all = false }: { readonly all?: boolean } = {}): Promise<boolean> {
  const plan = readPlan(root);
  if (plan === undefined) return false;
  needRoot();
  const give = await holdLab(plan.folder);
  rmSync(join(plan.folder, 'lab.json'), { force: true });
  try {
    const last: Row<LabPlan> = {
      name: 'folders',
      after: ['mounts', 'postgres'],
      run: async () => deleteFolders(plan, all),
    };
    const tell = (end: RowEnd) => console.log(tellEnd(end));
    const ends = await walkRows([...rows, last], plan, tell, { whatever: true });
    const failed = ends.flatMap(({ name, how }) => (how === 'done' ? [] : [name]));
    if (failed.length > 0) throw new LabError(`something of the lab is left: ${failed.join(', ')}; run down again`);
    rmSync(planFile(root));
  } finally {
    give();
  }
  return true;
}

/** What was pushed and stored is of no use to the next lab, whose AWS starts empty; the engine's images are. */
function deleteFolders({ data, run, folder }: LabPlan, all: boolean): string {
  const state = all ? [data] : ['layers', 'postgres', 'buildkit'].map((name) => join(data, name));
  const own = ['certificates', 'docker', 'home', 'bin'].map((name) => join(folder, name));
  for (const path of [...state, ...own, run]) rmSync(path, { recursive: true, force: true });
  return all ? 'deleted, with the images' : 'deleted';
}

/** Ends programs of a lab by name. Throws `LabError` when there is no such program, before any is ended. */
export async function stopPrograms(root: string, names: readonly string[]): Promise<void> {
  const plan = readPlan(root);
  if (plan === undefined) throw new LabError('there is no lab: npm run lab -- up');
  const known: readonly string[] = programs;
  const wrong = names.filter((name) => !known.includes(name));
  if (wrong.length > 0 || names.length === 0) {
    throw new LabError(
      `restart takes some of ${programs.join(', ')}${wrong.length > 0 ? `, not ${wrong.join(', ')}` : ''}`,
    );
  }
  needRoot();
  for (const name of names) console.log(`✓ ${name.padEnd(12)}  ${await stopProcess(pidFileOf(plan, name))}`);
}
