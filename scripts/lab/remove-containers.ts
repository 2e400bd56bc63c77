import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LabPlan, pidFileOf } from './plan-lab.ts';
import { readProcessFile } from './process-file.ts';
import { docker, startEngine } from './start-engine.ts';

/**
 * Ends and removes what still runs in the engine: workflows and MiniStack leave containers behind. An engine that was
 * killed is started once more, since its containers live on without it.
 */
export async function removeContainers(plan: LabPlan): Promise<string> {
  const running = readProcessFile(pidFileOf(plan, 'engine')) !== undefined;
  if (!existsSync(join(plan.run, 'engine')) || !existsSync(join(plan.folder, 'bin', 'docker')))
    return 'there is no engine';
  if (!running) await startEngine(plan);
  const ids = (await docker(plan, 'ps', '--all', '--quiet')).split('\n').filter(Boolean);
  if (ids.length > 0) await docker(plan, 'rm', '--force', '--volumes', ...ids);
  return `${ids.length} removed${running ? '' : ', which a dead engine had left'}`;
}
