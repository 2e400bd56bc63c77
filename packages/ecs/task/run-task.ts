import type { Task } from '@aws-sdk/client-ecs';
import { AwsError } from '#aws/aws-error';
import { limitTime } from '#base/limit-time';
import { diagnosis } from '#report/diagnosis';
import type { ReasonCode } from '#report/reasons';
import { labelOf } from '../definition/task-definition.ts';
import type { ContainerFacts } from '../diagnose/failing-container.ts';
import { readContainers } from '../diagnose/read-containers.ts';
import { shortTaskId, taskIdOf } from '../diagnose/stopped-task.ts';
import { chooseTaskContainer } from './choose-task-container.ts';
import { type Attempt, startTask } from './start-task.ts';
import { cancelledReason, stopTask } from './stop-tasks.ts';
import { busyWith, overtakenBy, takeTurn } from './take-turn.ts';
import { startedByOf, type TaskContext, type TaskEnd, type TaskSpec } from './task-spec.ts';
import { waitForTask } from './wait-for-task.ts';

/**
 * Runs a one-off task to its end: on the service's own network, roles and secrets, with nothing registered. Only
 * `exited` with exit code 0 is good. Throws `AwsError` while nothing was started (a denied RunTask), and `Failure`
 * (`invalid-input`) when it cannot be told which container is meant.
 */
export async function runTask(spec: TaskSpec, context: TaskContext): Promise<TaskEnd> {
  const { aws, ecs } = context;
  const seen: Attempt = {};
  try {
    const containers = await readContainers(ecs, spec.taskDefinition);
    const container = chooseTaskContainer(containers, spec.container, labelOf(spec.taskDefinition));
    for (const note of spec.network.notes) aws.log.info(`${spec.step}: ${note}`);
    const started = await startAlone(spec, container, context, seen);
    if ('end' in started) return started.end;
    const say = spec.logs === 'none' ? aws.log.debug : aws.log.info;
    say(`${spec.step}: task ${shortTaskId(taskIdOf(started.arn))} started (${labelOf(spec.taskDefinition)})`);
    return await waitForTask(spec, { arn: started.arn, container, containers }, context);
  } catch (error) {
    if (aws.signal.aborted) return await cancelled(spec, context, seen);
    if (!(error instanceof AwsError)) throw error;
    if (seen.task !== undefined) return lost(spec, seen.task, error);
    if (seen.asked === true) return unanswered(spec, error);
    throw error;
  }
}

/** Takes its turn, starts, and looks whether another run did the same; then the later of the two makes way. */
async function startAlone(
  spec: TaskSpec,
  container: ContainerFacts,
  context: TaskContext,
  seen: Attempt,
): Promise<{ readonly arn: string } | { readonly end: TaskEnd }> {
  for (;;) {
    const busy = await takeTurn(spec, context);
    if (busy !== undefined) return { end: { kind: 'busy', why: busy } };
    const started = await startTask(spec, container.name, context, seen);
    if (started.kind === 'refused') return { end: { kind: 'never-started', why: started.why } };
    const arn = started.task.taskArn ?? '';
    seen.task = arn;
    const first = await overtakenBy(spec, started.task, context);
    if (first === undefined) return { arn };
    await makeWay(spec, arn, first, context);
    delete seen.task;
    if (spec.ifRunning === 'fail') return { end: { kind: 'busy', why: busyWith(spec, [first]) } };
  }
}

async function makeWay(spec: TaskSpec, ours: string, first: Task, { aws, ecs }: TaskContext): Promise<void> {
  aws.log.info(
    `${spec.step}: task ${shortTaskId(taskIdOf(first.taskArn ?? ''))} of another run came first, ours makes way`,
  );
  await stopTask(ecs, spec.cluster, ours, 'another migration came first', {});
}

/** Milliseconds of the 5 s after a cancel; `post` asks again. */
const timeToStop = 1_500;

/** Asks the task to stop, with a signal of its own: the run's has aborted. */
async function cancelled(
  spec: TaskSpec,
  { ecs, aws: { clock } }: TaskContext,
  { task, asked = false }: Attempt,
): Promise<TaskEnd> {
  if (task === undefined) return cancelledBefore(spec, asked);
  const stops = spec.onCancel === 'stop';
  let trouble = '';
  const limit = limitTime(clock, timeToStop);
  if (stops) {
    try {
      await stopTask(ecs, spec.cluster, task, cancelledReason, { signal: limit.signal });
    } catch (error) {
      trouble = Error.isError(error) ? error.message : String(error);
    }
  }
  limit.stop();
  const left = stops && trouble === '' ? 'stopped' : 'running';
  const why = diagnosis('stopped-by-person', {
    what: `the run was cancelled; ${left === 'stopped' ? 'its task was asked to stop' : 'its task runs on'}`,
    where: whereOf(spec),
    evidence: [task, trouble].filter((line) => line !== ''),
    fix: `Look at the schema before running again: the migration may have been applied in part (service ${spec.service}).`,
  });
  return { kind: 'cancelled', task, left, why };
}

/** Before AWS has named a task. `asked`: it may have started one all the same. */
function cancelledBefore(spec: TaskSpec, asked: boolean): TaskEnd {
  const startedBy = startedByOf(spec.release);
  const look = `aws ecs list-tasks --cluster ${spec.cluster} --started-by ${startedBy}`;
  const why = diagnosis('stopped-by-person', {
    what: asked
      ? 'the run was cancelled while its task was being started: AWS had not answered, so it may run'
      : 'the run was cancelled; no task was started',
    where: whereOf(spec),
    evidence: asked ? [`RunTask: no answer yet (startedBy ${startedBy})`] : [],
    fix: !asked
      ? `Nothing ran: run ${spec.step} again when it is still wanted (service ${spec.service}).`
      : spec.onCancel === 'stop'
        ? `The post step stops it when it was started; look at the schema before running again (service ${spec.service}).`
        : `See whether it runs before running again: ${look}`,
  });
  return { kind: 'cancelled', left: asked ? 'running' : 'stopped', why };
}

/** Its end is not known, for a reason that has a code of its own, or for none that tells anything of the task. */
const telling: readonly ReasonCode[] = ['access-denied', 'credentials-expired', 'no-credentials', 'throttled'];

function lost(spec: TaskSpec, task: string, error: AwsError): TaskEnd {
  const look = `See how it ended before running again: aws ecs describe-tasks --cluster ${spec.cluster} --tasks ${task}`;
  const { code, evidence, fix } = error.diagnosis;
  const isTold = telling.includes(code);
  const why = diagnosis(isTold ? code : 'unknown', {
    what: `the task was started, but its end could not be seen: ${error.message}`,
    where: whereOf(spec),
    evidence: [...evidence, task],
    fix: isTold ? `${look}\n${fix.split('\n')[0]}` : look,
    confidence: 'likely',
  });
  return { kind: 'lost', task, why };
}

/** AWS has not answered, and shows no task: it may start one all the same. */
function unanswered(spec: TaskSpec, error: AwsError): TaskEnd {
  const startedBy = startedByOf(spec.release);
  const why = diagnosis('unknown', {
    what: `AWS did not answer when its task was to be started, so it may run: ${error.message}`,
    where: whereOf(spec),
    evidence: [...error.diagnosis.evidence, `startedBy ${startedBy}`],
    fix: `See whether it ran before running again (service ${spec.service}): aws ecs list-tasks --cluster ${spec.cluster} --started-by ${startedBy}
Ended ones: the same with --desired-status STOPPED, for an hour.`,
    confidence: 'likely',
  });
  return { kind: 'lost', why };
}

const whereOf = (spec: TaskSpec): string => `${spec.step}, service ${spec.service} in ${spec.cluster}`;
