import { readFileSync } from 'node:fs';
import type { LabPlan } from './plan-lab.ts';
import { runCommand } from './run-command.ts';

/** Undoes what an engine or a builder that was killed had mounted in the lab's folders. */
export async function removeMounts({ data, run }: LabPlan): Promise<string> {
  const mine = mountsUnder([data, run], readFileSync('/proc/self/mountinfo', 'utf8'));
  for (const path of mine) await runCommand('umount', ['--lazy', path]);
  return `${mine.length} removed`;
}

/** Mount points below these folders, the innermost first; the fifth field of a line of mountinfo (proc(5)). */
export function mountsUnder(folders: readonly string[], mountinfo: string): readonly string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => folders.some((folder) => path.startsWith(`${folder}/`)))
    .reverse();
}
