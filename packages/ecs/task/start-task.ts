import { randomUUID } from 'node:crypto';
import type { RunTaskCommandInput, Task, Failure as TaskFailure } from '@aws-sdk/client-ecs';
import { AwsError } from '#aws/aws-error';
import { until } from '#base/until';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { labelOf } from '../definition/task-definition.ts';
import { explainFailure } from '../diagnose/causes/explain-failure.ts';
import { findStarted } from './find-started.ts';
import { groupOf, startedByOf, type TaskContext, type TaskSpec } from './task-spec.ts';

export type Started =
  | { readonly kind: 'started'; readonly task: Task }
  | { readonly kind: 'refused'; readonly why: Diagnosis };

/** How long a start that AWS refuses for want of capacity is tried again, in ms. */
const patience = 120_000;

/** How far a start has come, for the case that the run is cancelled meanwhile. */
export interface Attempt {
  /** Of the task that was started. */
  task?: string;
  /** A request to start one is under way, was cut off, or has had no answer: AWS may have carried it out. */
  asked?: boolean;
}

/**
 * Starts the task; a start that was answered but not heard is not repeated (client token): its task is looked for. AWS may answer 200 and still
 * place nothing: `failures`. Those that may pass (capacity, an agent) are tried again for two minutes. Throws `AwsError`.
 */
export async function startTask(
  spec: TaskSpec,
  container: string,
  context: TaskContext,
  attempt: Attempt,
): Promise<Started> {
  const { aws, keepTask } = context;
  const startedBy = startedByOf(spec.release);
  let failures: readonly TaskFailure[] = [];
  const waited = await until<Started>(
    async () => {
      keepTask({ cluster: spec.cluster, startedBy });
      attempt.asked = true;
      const answer = await askToRun(spec, runTaskInput(spec, container), context, attempt);
      attempt.asked = false;
      const task = answer.tasks?.[0];
      if (task !== undefined) {
        context.own.add(task.taskArn ?? '');
        keepTask({
          cluster: spec.cluster,
          startedBy,
          ...(task.taskArn === undefined ? {} : { taskArn: task.taskArn }),
        });
        return { kind: 'started', task };
      }
      failures = answer.failures ?? [];
      if (!failures.every(mayPass)) return { kind: 'refused', why: refusal(spec, failures) };
      aws.log.info(`not placed yet: ${failures.map(textOf).join('; ')}`);
      return undefined;
    },
    { clock: aws.clock, signal: aws.signal, pauseMs: () => 10_000, budgetMs: patience },
  );
  return waited.kind === 'answer' ? waited.value : { kind: 'refused', why: refusal(spec, failures) };
}

/** RunTask; when no answer comes, what it has started all the same. Throws `AwsError`. */
async function askToRun(spec: TaskSpec, input: RunTaskCommandInput, context: TaskContext, attempt: Attempt) {
  const { aws, ecs } = context;
  const askedAt = aws.clock.now();
  try {
    return await ecs.call('RunTask', input);
  } catch (error) {
    aws.signal.throwIfAborted();
    if (!(error instanceof AwsError) || !mayHaveRun(error)) {
      attempt.asked = false;
      throw error;
    }
    const task = await findStarted(spec, context, askedAt);
    if (task === undefined) {
      attempt.asked = error.kind !== 'throttled';
      throw error;
    }
    return { tasks: [task], failures: [] };
  }
}

/** Of several attempts one may have been carried out unheard, and the last one throttled. */
const mayHaveRun = ({ kind }: AwsError): boolean => kind === 'transient' || kind === 'unknown' || kind === 'throttled';

function runTaskInput(spec: TaskSpec, container: string): RunTaskCommandInput {
  const { networkConfiguration, platformVersion, launchType, capacityProviderStrategy } = spec.network;
  const environment = Object.entries(spec.environment).map(([name, value]) => ({ name, value }));
  return {
    cluster: spec.cluster,
    taskDefinition: spec.taskDefinition,
    count: 1,
    startedBy: startedByOf(spec.release),
    group: groupOf(spec.service),
    // One a request: sent again after a lost answer it starts nothing, while another step of the run starts its own task.
    clientToken: randomUUID(),
    ...(networkConfiguration === undefined ? {} : { networkConfiguration }),
    ...(platformVersion === undefined ? {} : { platformVersion }),
    ...(launchType === undefined ? {} : { launchType }),
    ...(capacityProviderStrategy === undefined ? {} : { capacityProviderStrategy }),
    overrides: {
      containerOverrides: [
        {
          name: container,
          ...(spec.command === undefined ? {} : { command: [...spec.command] }),
          ...(environment.length === 0 ? {} : { environment }),
        },
      ],
    },
  };
}

const mayPass = ({ reason = '' }: TaskFailure): boolean =>
  /^Capacity is unavailable|^AGENT|^RESOURCE:|EMPTY CAPACITY PROVIDER/i.test(reason);

const textOf = ({ reason = 'no reason', detail }: TaskFailure): string => (detail ? `${reason}: ${detail}` : reason);

function refusal(spec: TaskSpec, failures: readonly TaskFailure[]): Diagnosis {
  if (failures.length === 0) {
    return diagnosis('unknown', {
      what: 'RunTask answered neither a task nor a reason',
      where: `${labelOf(spec.taskDefinition)} in ${spec.cluster}`,
      confidence: 'guess',
    });
  }
  return explainFailure({
    place: `service ${spec.service} in ${spec.cluster}`,
    revision: labelOf(spec.taskDefinition),
    containers: [],
    tasks: [],
    log: [],
    events: failures.map(textOf),
    oneOff: true,
  });
}
