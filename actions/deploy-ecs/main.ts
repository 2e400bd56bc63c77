import { openAws } from '#aws/open-aws';
import type { Inputs } from '#base/action-spec';
import { openEcsPlatform } from '#ecs/open-platform';
import { readChanges } from '#ecs/read-changes';
import { revisionOutputs } from '#ecs/revision-outputs';
import { undoCommand } from '#ecs/undo-command';
import { snapshotStepTarget } from '#rds/inputs';
import { snapshotStep } from '#rds/snapshot-step';
import { type Host, type Outcome, outcome } from '#report/host';
import { noJournal } from '#rollout/journal';
import { release } from '#rollout/release';
import { checksOf } from '#verification/checks-of';
import type { spec } from './spec.ts';

/** The whole story in one process: everything that it started it can put back. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const changes = await readChanges(inputs, host.env.GITHUB_WORKSPACE ?? '.');
  const checks = checksOf(inputs, host, changes);
  const snapshot = snapshotStepTarget(inputs, inputs['resource-tags']);
  const aws = await openAws(inputs, host);
  const [follow, verify] = [inputs['rollout-timeout-minutes'], inputs['verify-timeout-minutes']];
  const budget = 2 * follow + verify + inputs['snapshot-timeout-minutes'];
  const report = await release({
    platform: await openEcsPlatform(aws, host, inputs, budget),
    changes,
    steps: { ...(snapshot === undefined ? {} : { snapshot: snapshotStep(snapshot, host, aws) }) },
    checks,
    journal: noJournal,
    host,
    region: aws.region,
    undoCommand: (rows) => undoCommand(aws.region, rows),
    policy: {
      kind: 'deploy',
      follow: true,
      onFailure: inputs['on-failure'],
      onCancel: inputs['on-cancel'],
      ifInProgress: inputs['if-in-progress'],
      allowOlder: inputs['allow-older'],
      dryRun: inputs['dry-run'],
      rolloutTimeoutMs: follow,
      verifyTimeoutMs: verify,
    },
  });
  return outcome(report, {
    ...revisionOutputs(report),
    'snapshot-id': report.snapshot?.id ?? '',
    'snapshot-arn': report.snapshot?.arn ?? '',
  });
}
