import { openAws } from '#aws/open-aws';
import type { Inputs } from '#base/action-spec';
import { followPlatform } from '#ecs/follow/follow-platform';
import { targetsOfServices } from '#ecs/follow/targets-of-services';
import { openEcsPlatform } from '#ecs/open-platform';
import { readChanges, takesNothingNew } from '#ecs/read-changes';
import { undoCommand } from '#ecs/undo-command';
import { type Host, type Outcome, outcome } from '#report/host';
import { noJournal } from '#rollout/journal';
import { release } from '#rollout/release';
import { releasePolicy, timeToVerdict } from '#rollout/release-policy';
import { checksInAws } from '#verification/checks-in-aws';
import { checksOf } from '#verification/checks-of';
import type { spec } from './spec.ts';

/** Follows what an earlier step started to its true end, and verifies it. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const changes = await readChanges(inputs, host.env.GITHUB_WORKSPACE ?? '.', { takes: takesNothingNew });
  const checks = checksOf(inputs, host, changes);
  const aws = await openAws(inputs, host);
  const platform = await openEcsPlatform(aws, host, inputs, timeToVerdict(inputs));
  const report = await release({
    platform: await followPlatform(platform, aws, inputs['release-id']),
    changes,
    steps: {},
    checks: await checksInAws(checks, inputs, { aws, host, rows: changes, targetsOf: targetsOfServices }),
    journal: noJournal,
    host,
    region: aws.region,
    undoCommand: (rows) => undoCommand(aws.region, rows),
    // What moves is what we are here to follow.
    policy: releasePolicy(inputs, { ifInProgress: 'supersede', allowOlder: true }),
  });
  return outcome(report);
}
