import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LabPlan, pidFileOf } from './plan-lab.ts';
import { readProcessFile } from './process-file.ts';
import { docker } from './start-engine.ts';

/** Ends and removes what still runs in the engine: workflows and MiniStack leave containers behind. */
export async function removeContainers(plan: LabPlan): Promise<string> {
  const engine = readProcessFile(pidFileOf(plan, 'engine'));
  if (engine === undefined || !existsSync(join(plan.folder, 'bin', 'docker'))) return 'the engine does not run';
  const ids = (await docker(plan, 'ps', '--all', '--quiet')).split('\n').filter(Boolean);
  if (ids.length > 0) await docker(plan, 'rm', '--force', '--volumes', ...ids);
  return `${ids.length} removed`;
}
