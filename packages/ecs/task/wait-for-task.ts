import type { Task } from '@aws-sdk/client-ecs';
import { AwsError } from '#aws/aws-error';
import { until } from '#base/until';
import type { ContainerFacts } from '../diagnose/failing-container.ts';
import { stoppedTask } from '../diagnose/stopped-task.ts';
import { endedByAnother, explainEnd, missing, timeIsUp, untold } from './explain-end.ts';
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
  if (end.kind === 'missing') return { kind: 'lost', task: started.arn, why: missing(spec, started.arn) };
  const trouble = await askToStop(spec, started, context, 'its time was up');
  const stopped = await watch(spec, started, context, { log, tell, budgetMs: stopping });
  const stoppedAt = stopped.kind === 'ended' ? stopped.stoppedAt : context.aws.clock.now();
  const lines = await log.rest({ stoppedAt, failed: true });
  const why = timeIsUp(
    spec,
    started.arn,
    lines,
    stopped.kind === 'ended' ? undefined : (trouble ?? 'it has not ended'),
  );
  return { kind: 'timed-out', task: started.arn, lines, why };
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
    const trouble = await askToStop(spec, started, context, `container ${started.container.name} has ended`);
    // The exit code is known by now: side-cars that may not be stopped do not make its end unknown.
    if (trouble !== undefined) context.aws.log.warn(`container ${started.container.name} has ended; ${trouble}`);
  }
  const stopped = stoppedTask(task);
  const { arn } = started;
  if (ours?.exitCode === undefined) {
    if (!hasRun(task)) return { kind: 'never-started', task: arn, why: explainEnd(spec, started, stopped, []) };
    const lines = await log.rest({ stoppedAt, failed: true });
    return { kind: 'lost', task: arn, why: untold(spec, stopped, lines) };
  }
  const { exitCode } = ours;
  const lines = await log.rest({ stoppedAt, failed: exitCode !== 0 });
  if (exitCode === 0) return { kind: 'exited', task: arn, exitCode, lines };
  const other = endedByAnother(started, stopped);
  const why = explainEnd(spec, started, stopped, lines, log.note());
  return { kind: 'exited', task: arn, exitCode, lines, why, ...(other === undefined ? {} : { endedBy: other.name }) };
}

/** A container without an exit code has run when its task was RUNNING: how it ended is not told then. */
const hasRun = ({ startedAt, stopCode }: Task): boolean => startedAt !== undefined && stopCode !== 'TaskFailedToStart';

/** Asks the task to stop; answers why it could not be asked. Throws the signal's reason. */
async function askToStop(
  spec: TaskSpec,
  { arn }: StartedTask,
  { ecs }: TaskContext,
  reason: string,
): Promise<string | undefined> {
  try {
    await stopTask(ecs, spec.cluster, arn, reason, {});
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return notStopped(spec.cluster, arn, error);
  }
}
