import { connect } from '#aws/connect';
import type { Inputs } from '#base/action-spec';
import { connectEcs } from '#ecs/client';
import { openEcsPlatform } from '#ecs/open-platform';
import { stopTasks } from '#ecs/stop-tasks';
import { type Host, type Outcome, outcome } from '#report/host';
import { keptSchema } from '#rollout/keep';
import { resume } from '#rollout/resume';
import type { spec } from './spec.ts';

/** After a cancel: follows what `main` began to put back, and stops what it left running. */
export async function finish(inputs: Inputs<typeof spec>, host: Host, state: unknown): Promise<Outcome | undefined> {
  const kept = keptSchema.parse(state);
  if (kept.state === 'done') return undefined;
  const aws = connect(host, kept.region);
  const ecs = await connectEcs(aws);
  const timeoutMs = inputs['rollout-timeout-minutes'];
  const report = await resume(kept, {
    platform: await openEcsPlatform(aws, host, inputs, timeoutMs),
    steps: { stopTasks: (tasks, signal) => stopTasks(ecs, tasks, signal) },
    host,
    timeoutMs,
  });
  return report === undefined ? undefined : outcome(report);
}
