import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { holdLab, needRoot } from './bring-up.ts';
import { releaseHostName } from './claim-host-name.ts';
import { LabError } from './lab-error.ts';
import { type LabPlan, pidFileOf, planFile, readPlan } from './plan-lab.ts';
import { readProcessFile } from './process-file.ts';
import { removeContainers } from './remove-containers.ts';
import { removeMounts } from './remove-mounts.ts';
import { stopBridge } from './start-bridge.ts';
import { stopProcess } from './stop-process.ts';
import { tellEnd } from './tell-end.ts';
import { type Row, walkRows } from './walk-rows.ts';

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
  { name: 'mounts', after: ['engine', 'builder'], run: removeMounts },
  { name: 'hub', after: ['engine'], run: stop('hub') },
  { name: 'layers', after: ['engine'], run: stop('layers') },
  { name: 'bridge', after: ['engine', 'postgres'], run: stopBridge },
  { name: 'host name', after: ['local-aws'], run: async (plan) => releaseHostName(plan) },
];

/**
 * Ends everything that `up` has started, and takes its line out of /etc/hosts. Stay: the tools of the cache, the log files,
 * and the engine's images; `all` deletes those images, too. Returns whether there was a lab.
 */
export async function takeDown(root: string, { all = false }: { readonly all?: boolean } = {}): Promise<boolean> {
  const plan = readPlan(root);
  if (plan === undefined) return false;
  needRoot();
  const give = await holdLab(plan.folder);
  rmSync(join(plan.folder, 'lab.json'), { force: true });
  try {
    const ends = await walkRows(rows, plan, (end) => console.log(tellEnd(end)));
    if (ends.some(({ how }) => how !== 'done')) process.exitCode = 1;
    // What was pushed and stored is of no use to the next lab, whose AWS starts empty.
    for (const name of all ? [''] : ['layers', 'postgres', 'buildkit']) {
      rmSync(join(plan.data, name), { recursive: true, force: true });
    }
    for (const name of ['certificates', 'docker', 'home', 'bin']) {
      rmSync(join(plan.folder, name), { recursive: true, force: true });
    }
    rmSync(plan.run, { recursive: true, force: true });
    if (programs.every((name) => readProcessFile(pidFileOf(plan, name)) === undefined)) rmSync(planFile(root));
  } finally {
    give();
  }
  return true;
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
