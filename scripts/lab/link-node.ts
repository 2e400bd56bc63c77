import { join } from 'node:path';
import { linkTo } from './install-tool.ts';
import type { LabPlan } from './plan-lab.ts';

/** This Node as `node` of the lab: act runs actions on the one of PATH, whatever they ask for. */
export async function linkNode(plan: LabPlan): Promise<string> {
  linkTo(process.execPath, join(plan.folder, 'bin', 'node'));
  return process.version;
}
