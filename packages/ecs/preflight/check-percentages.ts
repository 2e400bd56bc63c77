import { findings } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';
import { taskBounds } from './task-bounds.ts';

const { ok, fail } = findings('percentages');

/** A rolling deployment has room to move: it may stop a task or start one more, or nothing of the old ones runs. */
export const checkPercentages: PreflightCheck = ({ live, change }) => {
  const where = `service ${live.row}`;
  const bounds = taskBounds(live, change);
  if (bounds === undefined || bounds.desired === 0) return [];
  const { desired, floor, ceiling, minimumPercent, maximumPercent } = bounds;
  const said = `at least ${floor} and at most ${ceiling} of ${desired} tasks (${minimumPercent} %, ${maximumPercent} %)`;
  const isFree = floor < desired || ceiling > desired || live.facts.runningCount === 0;
  if (isFree) return [ok(where, `has room to move: ${said}`)];
  return [
    fail({
      where,
      what: `can neither stop a task nor start one: ${said}`,
      code: 'deployment-stuck',
      fix: `Lower minimumHealthyPercent, or raise maximumPercent, in deployment-configuration of ${where}.`,
    }),
  ];
};
