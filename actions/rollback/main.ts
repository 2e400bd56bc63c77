import { openAws } from '#aws/open-aws';
import type { Inputs } from '#base/action-spec';
import { targetsOfServices } from '#ecs/follow/targets-of-services';
import { openEcsPlatform } from '#ecs/open-platform';
import { readChanges, takesNothingNew } from '#ecs/read-changes';
import { revisionOutputs } from '#ecs/revision-outputs';
import { undoCommand } from '#ecs/undo-command';
import { wayBackPlatform } from '#ecs/way-back-platform';
import { openJournal } from '#github/open-journal';
import { type Host, type Outcome, outcome } from '#report/host';
import { release } from '#rollout/release';
import { releasePolicy, timeToVerdict } from '#rollout/release-policy';
import { checksInAws } from '#verification/checks-in-aws';
import { checksOf } from '#verification/checks-of';
import type { spec } from './spec.ts';

/** Puts services back to a recorded release. It never "rolls back the rollback": a failure is left and said. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const changes = await readChanges(inputs, host.env.GITHUB_WORKSPACE ?? '.', { takes: takesNothingNew });
  const checks = checksOf(inputs, host, changes);
  const aws = await openAws(inputs, host);
  const platform = await openEcsPlatform(aws, host, inputs, timeToVerdict(inputs));
  const report = await release({
    platform: wayBackPlatform(platform, { to: inputs.to, policy: inputs['schema-policy'] }, host),
    changes,
    steps: {},
    checks: await checksInAws(checks, inputs, { aws, host, rows: changes, targetsOf: targetsOfServices }),
    journal: openJournal('rollback', inputs, host),
    host,
    region: aws.region,
    undoCommand: (moved) => undoCommand(aws.region, moved),
    policy: releasePolicy(inputs, { kind: 'rollback', allowOlder: true }),
  });
  return outcome(report, revisionOutputs(report));
}
