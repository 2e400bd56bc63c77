import { openAws } from '#aws/open-aws';
import type { Inputs } from '#base/action-spec';
import { targetsOfServices } from '#ecs/follow/targets-of-services';
import { withoutPrefix } from '#ecs/migrate/migration-inputs';
import { migrationResults } from '#ecs/migrate/migration-outputs';
import { migrationSteps } from '#ecs/migrate/migration-steps';
import { readMigrations } from '#ecs/migrate/read-migrations';
import { openEcsPlatform } from '#ecs/open-platform';
import { readChanges } from '#ecs/read-changes';
import { revisionOutputs } from '#ecs/revision-outputs';
import { undoCommand } from '#ecs/undo-command';
import { checksStep } from '#github/checks-step';
import { openJournal } from '#github/open-journal';
import { snapshotStepTarget } from '#rds/inputs';
import { snapshotSteps } from '#rds/snapshot-step';
import { type Host, type Outcome, outcome } from '#report/host';
import { release } from '#rollout/release';
import { releasePolicy, timeToVerdict } from '#rollout/release-policy';
import { checksInAws } from '#verification/checks-in-aws';
import { checksOf } from '#verification/checks-of';
import type { spec } from './spec.ts';

/** The whole story in one process: everything that it started it can put back. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const changes = await readChanges(inputs, host.env.GITHUB_WORKSPACE ?? '.');
  const checks = checksOf(inputs, host, changes);
  const snapshot = snapshotStepTarget(inputs, inputs['resource-tags']);
  const migrations = readMigrations(withoutPrefix(inputs), {
    cluster: inputs.cluster ?? 'default',
    service: inputs.service,
    release: host.run.release,
    evidence: inputs.evidence,
  });
  const skipped = inputs['skip-migrations'];
  if (skipped !== undefined && migrations !== undefined) host.report.warn(`migrations skipped: ${skipped}`);
  const aws = await openAws(inputs, host);
  const migrating = (migrations?.rows.length ?? 0) * 2 * inputs['migration-timeout-minutes'];
  const budget = timeToVerdict(inputs) + inputs['snapshot-timeout-minutes'] + migrating;
  const report = await release({
    platform: await openEcsPlatform(aws, host, inputs, budget, { looksAhead: true }),
    changes,
    steps: {
      ...checksStep(inputs, host),
      ...snapshotSteps(snapshot, host, aws),
      ...(await migrationSteps(skipped === undefined ? migrations : undefined, aws)),
    },
    checks: await checksInAws(checks, inputs, { aws, host, rows: changes, targetsOf: targetsOfServices }),
    journal: openJournal('deploy', inputs, host),
    host,
    region: aws.region,
    undoCommand: (rows) => undoCommand(aws.region, rows),
    policy: releasePolicy(inputs),
  });
  return outcome(report, {
    ...revisionOutputs(report),
    ...migrationResults(report.migrations),
    'snapshot-id': report.snapshot?.id ?? '',
    'snapshot-arn': report.snapshot?.arn ?? '',
  });
}
