import type { Task } from '@aws-sdk/client-ecs';
import { AwsError } from '#aws/aws-error';
import { until } from '#base/until';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { labelOf } from '../definition/task-definition.ts';
import { explainFailure } from '../diagnose/causes/explain-failure.ts';
import type { ContainerFacts } from '../diagnose/failing-container.ts';
import { type StoppedTask, stoppedTask } from '../diagnose/stopped-task.ts';
import { followTaskLog, type TaskLog } from './follow-task-log.ts';
import { sayExit } from './say-exit.ts';
import { notStopped, stopTask } from './stop-tasks.ts';
import type { TaskContext, TaskEnd, TaskSpec } from './task-spec.ts';

export interface StartedTask {
  readonly arn: string;
  readonly container: ContainerFacts;
  readonly containers: readonly ContainerFacts[];
}

/** A task that was just started may be unknown to DescribeTasks for a while (API reference of RunTask), in ms. */
const newness = 60_000;
/** How long AWS may be out of sight before we say so, in ms. */
const blindness = 180_000;
/** SIGTERM, 30 s by default, SIGKILL, and a little for AWS to say so; in ms. */
const stopping = 45_000;
/** From one look to the next, and at least after its answer, in ms: with both, an end is said within 2 s. */
const pace = 1_500;
const rest = 500;

/**
 * Waits for the end of the named container, or of its task, and streams its log meanwhile. The exit code of the
 * container decides, and is said, as soon as AWS has it: side-cars that never end are stopped with their task. Throws
 * `AwsError` when AWS cannot be read any more, and the signal's reason.
 */
export async function waitForTask(spec: TaskSpec, started: StartedTask, context: TaskContext): Promise<TaskEnd> {
  const log = followTaskLog(spec, started, context);
  const tell = sayExit(spec, started, context.aws.log);
  const end = await watch(spec, started, context, { log, tell, budgetMs: spec.timeoutMs });
  if (end.kind === 'ended') return await concluded(spec, started, context, log, end);
  if (end.kind === 'missing') return { kind: 'lost', task: started.arn, why: missing(spec, started) };
  await stopTask(context.ecs, spec.cluster, started.arn, 'its time was up', {});
  const stopped = await watch(spec, started, context, { log, tell, budgetMs: stopping });
  const stoppedAt = stopped.kind === 'ended' ? stopped.stoppedAt : context.aws.clock.now();
  const lines = await log.rest({ stoppedAt, failed: true });
  return { kind: 'timed-out', task: started.arn, lines, why: timeIsUp(spec, started, lines) };
}

/** `stoppedAt`: ms since the epoch, our clock. */
type Ended = { readonly kind: 'ended'; readonly task: Task; readonly stoppedAt: number };
type Watched = Ended | { kind: 'missing' } | { kind: 'out-of-time' };

async function watch(
  spec: TaskSpec,
  started: StartedTask,
  { aws, ecs }: TaskContext,
  { log, tell, budgetMs }: { log: TaskLog; tell: (task: Task) => void; budgetMs: number },
): Promise<Watched> {
  const { clock, signal } = aws;
  let seen = clock.now();
  let runningAt = seen;
  let lookedAt = seen;
  const look = async (): Promise<Watched | undefined> => {
    lookedAt = clock.now();
    let task: Task | undefined;
    try {
      const answer = await ecs.call('DescribeTasks', { cluster: spec.cluster, tasks: [started.arn] });
      task = answer.tasks?.[0];
      if (task === undefined && clock.now() - seen >= newness) return { kind: 'missing' };
    } catch (error) {
      if (!mayPass(error) || clock.now() - seen >= blindness) throw error;
    }
    if (task !== undefined) seen = clock.now();
    await log.more();
    if (task !== undefined) tell(task);
    if (task !== undefined && isOver(task, started)) {
      return { kind: 'ended', task, stoppedAt: whenStopped(task, runningAt, clock.now()) };
    }
    if (task !== undefined) runningAt = lookedAt;
    return undefined;
  };
  const pauseMs = () => Math.max(rest, lookedAt + pace - clock.now());
  const waited = await until(look, { clock, signal, pauseMs, budgetMs });
  return waited.kind === 'answer' ? waited.value : { kind: 'out-of-time' };
}

/** AWS's time of the end, as far as our clock bears it out: the task ran at the look before, and has ended by now. */
function whenStopped({ executionStoppedAt, stoppedAt }: Task, runningAt: number, now: number): number {
  const at = (executionStoppedAt ?? stoppedAt)?.getTime() ?? now;
  return Math.min(now, Math.max(runningAt, at));
}

const mayPass = (error: unknown): boolean =>
  error instanceof AwsError && (error.kind === 'transient' || error.kind === 'throttled');

/** The named container has its exit code, or nothing of the task runs any more. 137 is explained only at the very end. */
function isOver(task: Task, { container }: StartedTask): boolean {
  if (task.lastStatus === 'STOPPED') return true;
  const ours = task.containers?.find(({ name }) => name === container.name);
  return ours?.exitCode !== undefined && (ours.exitCode !== 137 || ours.reason !== undefined);
}

async function concluded(
  spec: TaskSpec,
  started: StartedTask,
  context: TaskContext,
  log: TaskLog,
  { task, stoppedAt }: Ended,
): Promise<TaskEnd> {
  const ours = task.containers?.find(({ name }) => name === started.container.name);
  if (task.desiredStatus !== 'STOPPED' && task.lastStatus !== 'STOPPED') {
    await stopSideCars(spec, started, context);
  }
  if (ours?.exitCode === undefined) {
    return { kind: 'never-started', task: started.arn, why: explain(spec, started, stoppedTask(task), []) };
  }
  const { exitCode } = ours;
  const lines = await log.rest({ stoppedAt, failed: exitCode !== 0 });
  const stopped = stoppedTask(task);
  return {
    kind: 'exited',
    task: started.arn,
    exitCode,
    lines,
    ...(exitCode === 0 ? {} : { why: explain(spec, started, stopped, lines, log.note()) }),
  };
}

/** The exit code is known by now: side-cars that may not be stopped do not make its end unknown. */
async function stopSideCars(spec: TaskSpec, { arn, container }: StartedTask, { ecs, aws }: TaskContext): Promise<void> {
  try {
    await stopTask(ecs, spec.cluster, arn, `container ${container.name} has ended`, {});
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    aws.log.warn(`container ${container.name} has ended; ${notStopped(spec.cluster, arn, error)}`);
  }
}

function explain(
  spec: TaskSpec,
  { container, containers }: StartedTask,
  task: StoppedTask,
  log: readonly string[],
  logNote?: string,
): Diagnosis {
  const failing = task.containers.find(({ name }) => name === container.name);
  return explainFailure({
    place: placeOf(spec),
    revision: labelOf(spec.taskDefinition),
    containers,
    tasks: [task],
    ...(failing === undefined ? {} : { failing }),
    log,
    ...(logNote === undefined ? {} : { logNote }),
    events: [],
    oneOff: true,
  });
}

const placeOf = (spec: TaskSpec): string => `${spec.step} for service ${spec.service} in ${spec.cluster}`;

const timeIsUp = (spec: TaskSpec, { arn }: StartedTask, lines: readonly string[]): Diagnosis =>
  diagnosis('deadline-exceeded', {
    what: `it had not ended after ${Math.round(spec.timeoutMs / 60_000)} minutes, and was stopped`,
    where: placeOf(spec),
    evidence: [...lines.slice(-15), arn],
    fix: `Look at the schema and at locks that may be left before running again; if it only needs longer, raise timeout-minutes (${spec.step}).`,
  });

const missing = (spec: TaskSpec, { arn }: StartedTask): Diagnosis =>
  diagnosis('unknown', {
    what: 'AWS does not know the task any more, so nobody can tell how it ended',
    where: placeOf(spec),
    evidence: [arn, 'DescribeTasks: MISSING'],
    fix: `Look at the schema before running again; the log may tell (task ${arn}).`,
    confidence: 'likely',
  });
