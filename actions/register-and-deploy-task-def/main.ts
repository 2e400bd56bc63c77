import { openAws } from '#aws/open-aws';
import type { Inputs } from '#base/action-spec';
import { registerOnly } from '#ecs/definition/register-only';
import { ecsOptions, openEcsPlatform } from '#ecs/open-platform';
import { readChanges, readDefinitionChange } from '#ecs/read-changes';
import { revisionOutputs } from '#ecs/revision-outputs';
import { undoCommand } from '#ecs/undo-command';
import { type Host, type Outcome, outcome } from '#report/host';
import { noJournal } from '#rollout/journal';
import { release } from '#rollout/release';
import { budgetMs } from './budget.ts';
import type { spec } from './spec.ts';

/** Registers and updates, and does not wait: wait-stable-and-healthcheck follows what it started. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const folder = host.env.GITHUB_WORKSPACE ?? '.';
  const alone = await readDefinitionChange(inputs, folder);
  if (alone !== undefined) {
    const aws = await openAws(inputs, host);
    const report = await registerOnly(aws, host, ecsOptions(host, {}, budgetMs), alone, inputs['dry-run']);
    return outcome(report, revisionOutputs(report));
  }
  const changes = await readChanges(inputs, folder);
  const aws = await openAws(inputs, host);
  const report = await release({
    platform: await openEcsPlatform(aws, host, {}, budgetMs),
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
