import type { Task } from '@aws-sdk/client-ecs';
import type { Logger } from '#base/logger';
import { nameOf } from './stop-tasks.ts';
import type { TaskSpec } from './task-spec.ts';
import type { StartedTask } from './wait-for-task.ts';

/**
 * Says once with which exit code a one-off task's container has ended, with AWS's reason where it has one, in the first
 * look that shows it: late lines of the log, and the cause that they tell, take seconds more.
 */
export function sayExit(spec: TaskSpec, { arn, container }: StartedTask, log: Logger): (task: Task) => void {
  const say = spec.logs === 'none' ? log.debug : log.info;
  let said = false;
  return ({ containers }) => {
    const { exitCode, reason } = containers?.find(({ name }) => name === container.name) ?? {};
    if (said || exitCode === undefined) return;
    said = true;
    const because = reason === undefined || reason === '' ? '' : `, ${reason}`;
    say(`${spec.step}: ${nameOf(arn)} has ended: exit ${exitCode} in container ${container.name}${because}`);
  };
}
