import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { labelOf } from '../definition/task-definition.ts';
import { explainFailure } from '../diagnose/causes/explain-failure.ts';
import { type ContainerFacts, failingContainer } from '../diagnose/failing-container.ts';
import type { StoppedContainer, StoppedTask } from '../diagnose/stopped-task.ts';
import type { TaskSpec } from './task-spec.ts';

interface Containers {
  /** The one whose exit code decides. */
  readonly container: ContainerFacts;
  readonly containers: readonly ContainerFacts[];
}

const placeOf = (spec: TaskSpec): string => `${spec.step} for service ${spec.service} in ${spec.cluster}`;

/**
 * Why a one-off task did not end well. What another container did to it is that one's: `exit-code` with its name.
 * `log`: lines of the container that decides.
 */
export function explainEnd(
  spec: TaskSpec,
  { container, containers }: Containers,
  task: StoppedTask,
  log: readonly string[],
  logNote?: string,
): Diagnosis {
  const other = endedByAnother({ container, containers }, task);
  const failing = other ?? task.containers.find(({ name }) => name === container.name);
  const why = explainFailure({
    place: placeOf(spec),
    revision: labelOf(spec.taskDefinition),
    containers,
    tasks: [task],
    ...(failing === undefined ? {} : { failing }),
    log: other === undefined ? log : [],
    ...(logNote === undefined ? {} : { logNote }),
    events: [],
    oneOff: true,
  });
  return other === undefined ? why : { ...why, evidence: [...why.evidence, ...log.slice(-15)] };
}

/** SIGKILL and SIGTERM, with which ECS ends the others when an essential container has ended. */
const kills: readonly (number | undefined)[] = [137, 143];

/** The essential container that failed by itself and so ended ours, which ECS then killed. */
export function endedByAnother({ container, containers }: Containers, task: StoppedTask): StoppedContainer | undefined {
  const ours = task.containers.find(({ name }) => name === container.name);
  if (task.stopCode !== 'EssentialContainerExited' || !kills.includes(ours?.exitCode) || ours?.reason !== undefined) {
    return undefined;
  }
  const failing = failingContainer(task, containers);
  const isEssential = containers.some(({ name, essential }) => name === failing?.name && essential);
  return isEssential && failing?.name !== container.name && !kills.includes(failing?.exitCode) ? failing : undefined;
}

/** `running`: why it may run on, where it does. */
export const timeIsUp = (spec: TaskSpec, arn: string, lines: readonly string[], running?: string): Diagnosis =>
  diagnosis('deadline-exceeded', {
    what: `it had not ended after ${Math.round(spec.timeoutMs / 60_000)} minutes, and ${running === undefined ? 'was stopped' : 'may run on'}`,
    where: placeOf(spec),
    evidence: [...(running === undefined ? [] : [running]), ...lines.slice(-15), arn],
    fix:
      running === undefined
        ? `Look at the schema and at locks that may be left before running again; if it only needs longer, raise timeout-minutes (${spec.step}).`
        : `Stop it, or let it end, before running again (${spec.step}): aws ecs stop-task --cluster ${spec.cluster} --task ${arn}`,
  });

export const missing = (spec: TaskSpec, arn: string): Diagnosis =>
  diagnosis('unknown', {
    what: 'AWS does not know the task any more, so nobody can tell how it ended',
    where: placeOf(spec),
    evidence: [arn, 'DescribeTasks: MISSING'],
    fix: `Look at the schema before running again; the log may tell (task ${arn}).`,
    confidence: 'likely',
  });

/** It ran and has stopped, and AWS has no exit code: it may have come to its end, or not. */
export const untold = (spec: TaskSpec, task: StoppedTask, lines: readonly string[]): Diagnosis =>
  diagnosis('unknown', {
    what: 'it ran and has stopped, and AWS tells no exit code, so nobody can tell how far it came',
    where: placeOf(spec),
    evidence: [
      `${task.stopCode ?? 'no stop code'}: ${task.stoppedReason ?? 'no reason'}`,
      ...lines.slice(-15),
      task.arn,
    ],
    fix: `Look at the schema before running again; the log may tell (task ${task.arn}).`,
    confidence: 'likely',
  });
