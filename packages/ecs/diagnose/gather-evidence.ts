import type { CallOptions } from '#aws/client';
import type { Logs } from '../task/logs-client.ts';
import { logPlace, tailLogs } from '../task/read-logs.ts';
import type { FailureEvidence, RolloutFacts, UnhealthyTarget } from './causes/evidence.ts';
import { type ContainerFacts, failingContainer, groupFailures } from './failing-container.ts';
import type { StoppedTask } from './stopped-task.ts';

export interface SeenFailure {
  readonly place: string;
  readonly revision: string;
  readonly containers: readonly ContainerFacts[];
  /** All that failed; the largest group of alike ones becomes the evidence. */
  readonly tasks: readonly StoppedTask[];
  readonly events: readonly string[];
  readonly rollout?: RolloutFacts;
  readonly targets?: readonly UnhealthyTarget[];
  readonly oneOff?: true;
}

/** Lines of a log that are read for a diagnosis. */
const tailLines = 60;

/**
 * Evidence for a cause: the most frequent kind of failure, its container, and that container's last lines. Lines that
 * cannot be read are a note in the evidence and never an error; a cancel is (`signal.reason`).
 */
export async function gatherEvidence(
  seen: SeenFailure,
  logs: () => Promise<Logs>,
  options: CallOptions,
): Promise<FailureEvidence> {
  const tasks = groupFailures(seen.tasks, seen.containers)[0]?.tasks ?? [];
  const newest = tasks[0];
  const failing = newest === undefined ? undefined : failingContainer(newest, seen.containers);
  // The oldest of them: the last lines of the newest may not have arrived in the log yet.
  const ran = tasks.findLast((task) =>
    task.containers.some((one) => one.name === failing?.name && one.exitCode !== undefined),
  );
  const facts = seen.containers.find((container) => container.name === failing?.name);
  const log = ran === undefined || facts === undefined ? { log: [] } : await readTail(facts, ran.id, logs, options);
  return { ...seen, tasks, ...(failing === undefined ? {} : { failing }), ...log };
}

async function readTail(
  container: ContainerFacts,
  taskId: string,
  logs: () => Promise<Logs>,
  options: CallOptions,
): Promise<{ log: readonly string[]; logNote?: string }> {
  const place = logPlace(container, taskId);
  if ('unreadable' in place) return { log: [], logNote: `no log lines: ${place.unreadable}` };
  try {
    return { log: await tailLogs(await logs(), place, tailLines, options) };
  } catch (error) {
    options.signal?.throwIfAborted();
    const reason = Error.isError(error) ? error.message : String(error);
    return { log: [], logNote: `no log lines of ${place.stream} in ${place.group}: ${reason}` };
  }
}
