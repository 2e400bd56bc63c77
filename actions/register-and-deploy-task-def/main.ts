import { openAws } from '#aws/open-aws';
import type { Inputs } from '#base/action-spec';
import { openEcsPlatform } from '#ecs/open-platform';
import { readChanges } from '#ecs/read-changes';
import { revisionOutputs } from '#ecs/revision-outputs';
import { undoCommand } from '#ecs/undo-command';
import { type Host, type Outcome, outcome } from '#report/host';
import { noJournal } from '#rollout/journal';
import { release } from '#rollout/release';
import type { spec } from './spec.ts';

/** How long an update may take that nobody waits for, in ms: after that its open record is left over. */
const budgetMs = 15 * 60_000;

/** Registers and updates, and does not wait: wait-stable-and-healthcheck follows what it started. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const changes = await readChanges(inputs, host.env.GITHUB_WORKSPACE ?? '.');
  const aws = await openAws(inputs, host);
  const report = await release({
    platform: await openEcsPlatform(aws, host, inputs, budgetMs),
    changes,
    steps: {},
    checks: [],
    journal: noJournal,
    host,
    region: aws.region,
    undoCommand: (rows) => undoCommand(aws.region, rows),
    policy: {
      kind: 'deploy',
      follow: false,
      onFailure: 'rollback',
      onCancel: 'leave',
      ifInProgress: inputs['if-in-progress'],
      allowOlder: inputs['allow-older'],
      dryRun: inputs['dry-run'],
      rolloutTimeoutMs: budgetMs,
      verifyTimeoutMs: 0,
    },
  });
  return outcome(report, revisionOutputs(report));
}
