import type { RunTaskRequest } from '@aws-sdk/client-ecs';
import { AwsFault, type Call } from '../service.ts';
import { error } from '../texts.ts';
import { findActiveDefinition, findCluster } from './find-resources.ts';
import type { Ecs, TaskDefinition } from './model.ts';
import { placeTask } from './place-task.ts';
import { resolveLaunch } from './resolve-launch.ts';
import { taskShape } from './task-shape.ts';

const refuse = (message: string): never => {
  throw new AwsFault('InvalidParameterException', message);
};

/** Starts up to ten tasks. What cannot be placed is in `failures`, with status 200. */
export function runTask(ecs: Ecs, input: RunTaskRequest, call: Call) {
  const cluster = findCluster(ecs, input.cluster);
  const again = repeated(ecs, input, call);
  if (again !== undefined) return { tasks: again.map((task) => taskShape(ecs, task)), failures: [] };
  const definition = findActiveDefinition(ecs, input.taskDefinition ?? '', 'InvalidParameterException');
  validate(definition, input);
  const launch = resolveLaunch(ecs, cluster, definition, input);
  if (ecs.capacity.reason !== undefined) return { tasks: [], failures: [{ reason: ecs.capacity.reason }] };
  const definitionTags = input.propagateTags === 'TASK_DEFINITION' ? (ecs.tags.get(definition.arn) ?? []) : [];
  const tasks = Array.from({ length: input.count ?? 1 }, () =>
    placeTask(ecs, {
      cluster,
      launch,
      group: input.group ?? `family:${definition.family}`,
      overrides: input.overrides ?? {},
      ...(input.startedBy === undefined ? {} : { startedBy: input.startedBy }),
      executeCommand: input.enableExecuteCommand ?? false,
      tags: [...definitionTags, ...(input.tags ?? [])],
    }),
  );
  if (input.clientToken !== undefined) ecs.runTaskTokens.set(input.clientToken, { request: call.raw, tasks });
  return { tasks: tasks.map((task) => taskShape(ecs, task)), failures: [] };
}

/** The tasks of an earlier call with the same token; `ConflictException` when that call asked for something else. */
function repeated(ecs: Ecs, { clientToken }: RunTaskRequest, { raw }: Call) {
  const before = clientToken === undefined ? undefined : ecs.runTaskTokens.get(clientToken);
  if (before === undefined) return undefined;
  if (before.request !== raw) throw new AwsFault('ConflictException', error.tokenConflict);
  return before.tasks;
}

/** Limits: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
function validate({ containers }: TaskDefinition, input: RunTaskRequest): void {
  const { count = 1, overrides, propagateTags } = input;
  if (!(count >= 1 && count <= 10)) refuse(error.countRange);
  if (propagateTags === 'SERVICE') refuse(error.propagateService);
  for (const { name = '' } of overrides?.containerOverrides ?? []) {
    if (!containers.some((container) => container.name === name)) refuse(error.overrideUnknown(name));
  }
  if (overrides !== undefined && JSON.stringify(overrides).length > 8192) refuse(error.overridesTooLarge);
}
