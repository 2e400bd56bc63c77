import { connect } from '#aws/connect';
import type { RoleWish } from '#aws/inputs';
import { workAs } from '#aws/work-as';
import { type Host, type Outcome, outcome } from '#report/host';
import type { CloseRecord } from '#rollout/journal';
import { keptSchema } from '#rollout/kept';
import { resume } from '#rollout/resume';
import { connectEcs } from './client.ts';
import { openEcsPlatform } from './open-platform.ts';
import { endTasks } from './task/end-tasks.ts';
import { connectLogs } from './task/logs-client.ts';
import { undoCommand } from './undo-command.ts';

/**
 * After a cancel or a crash, in `post`: follows what `main` began to put back and stops what it left running. `undefined`
 * when nothing was left to do. `closeRecord`: of the record besides ECS's own tags. `wish`: the role that `main` worked as. Throws `ZodError` for a state that is not ours, `AwsError`.
 */
export async function finishRelease(
  state: unknown,
  host: Host,
  wish: RoleWish,
  timeoutMs: number,
  closeRecord?: CloseRecord,
): Promise<Outcome | undefined> {
  const kept = keptSchema.parse(state);
  if (kept.state === 'done') return undefined;
  const aws = await workAs(connect(host, kept.region), wish, host);
  const ecs = await connectEcs(aws);
  const report = await resume(kept, {
    platform: await openEcsPlatform(aws, host, {}, timeoutMs),
    steps: { stopTasks: (tasks, signal) => endTasks({ aws, ecs, logs: () => connectLogs(aws) }, tasks, signal) },
    host,
    timeoutMs,
    undoCommand: (rows) => undoCommand(kept.region, rows),
    ...(closeRecord === undefined ? {} : { closeRecord }),
  });
  return report === undefined ? undefined : outcome(report);
}
