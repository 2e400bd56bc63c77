import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdFile } from './hold-file.ts';
import { LabError } from './lab-error.ts';
import type { Lab } from './lab-file.ts';
import { labOf } from './lab-of.ts';
import { lockMachine } from './lock-machine.ts';
import { planLab } from './plan-lab.ts';
import type { ProcessMark } from './process-file.ts';
import { rows } from './rows.ts';
import { tellEnd } from './tell-end.ts';
import { walkRows } from './walk-rows.ts';

/**
 * Installs and starts what is missing, with a line for each. `.lab/lab.json` is there when all of it came true, and only
 * then. Throws `LabError` when something did not.
 */
export async function bringUp(root: string, env: Readonly<Record<string, string | undefined>>): Promise<Lab> {
  needRoot();
  const plan = await planLab(root, env);
  const file = join(plan.folder, 'lab.json');
  const give: (() => void)[] = [];
  try {
    give.push(await holdLab(plan.folder));
    lockMachine(root);
    const tell = ({ pid }: ProcessMark) =>
      console.log(`waiting for process ${pid}, which brings up the lab of another checkout out of the same cache`);
    give.push(await holdFile(join(plan.cache, 'up.json'), tell));
    const ends = await walkRows(rows, plan, (end) => console.log(tellEnd(end)));
    const failed = ends.flatMap((end) => (end.how === 'failed' ? [end.name] : []));
    if (failed.length > 0) {
      rmSync(file, { force: true });
      throw new LabError(`the lab is not complete: ${failed.join(', ')} failed`, [
        'What is up stays up. Mend the cause and run up again, or take it all down: npm run lab -- down',
      ]);
    }
    const lab = labOf(plan);
    writeFileSync(file, `${JSON.stringify(lab, undefined, 2)}\n`);
    return lab;
  } finally {
    for (const back of give) back();
  }
}

/** Throws `LabError` while another `up` or `down` works on this checkout's lab. */
export function holdLab(folder: string): Promise<() => void> {
  return holdFile(join(folder, 'pids', 'program.json'), ({ pid }) => {
    throw new LabError(`another up or down of this lab is at work: process ${pid}`);
  });
}

export function needRoot(): void {
  if (process.getuid?.() !== 0) {
    throw new LabError('the lab needs root on Debian: it starts a container engine, and ECR under its own host name');
  }
}
