import { openAws } from '#aws/open-aws';
import type { Inputs } from '#base/action-spec';
import { migrationResults } from '#ecs/migrate/migration-outputs';
import { migrationSteps } from '#ecs/migrate/migration-steps';
import { readMigrations } from '#ecs/migrate/read-migrations';
import { nameNoMigration } from '#ecs/migrate/run-migrations';
import { type Host, type Outcome, outcome } from '#report/host';
import { worstVerdict } from '#report/verdict';
import { hasMigrated } from '#rollout/has-migrated';
import { keepRelease } from '#rollout/keep';
import type { spec } from './spec.ts';

/** Runs migrations and nothing else. A cancel stops the task that runs; `post` makes sure of it. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const arn = inputs['task-definition-arn'];
  const plan = readMigrations(inputs, {
    cluster: inputs.cluster ?? 'default',
    service: inputs.service,
    release: host.run.release,
    evidence: inputs.evidence,
    ...(arn === undefined ? {} : { taskDefinition: arn }),
  });
  if (plan === undefined) throw nameNoMigration();
  const aws = await openAws(inputs, host);
  if (inputs['dry-run']) {
    for (const { name, service, command } of plan.rows)
      host.log.info(`would run ${name} on ${service}: ${command.join(' ')}`);
    return outcome(host.report.finish({ verdict: 'planned', changed: false, region: aws.region }));
  }
  const keeper = keepRelease({ release: host.run.release, region: aws.region, onCancel: 'leave' }, [], host.keep);
  const { migrate } = await migrationSteps(plan, aws);
  const migrations =
    (await migrate?.([], keeper.task).catch((error: unknown) => {
      // It was refused: nothing runs that post could end.
      if (!host.signal.aborted) keeper.done();
      throw error;
    })) ?? [];
  const verdict = worstVerdict(migrations.map((row) => row.verdict));
  const isCancelled = verdict === 'cancelled';
  if (!isCancelled) keeper.done();
  else if (keeper.hasSaved()) {
    keeper.cancelled();
    keeper.told();
  }
  const diagnosis = migrations.find((row) => row.diagnosis !== undefined)?.diagnosis;
  const report = host.report.finish({
    verdict,
    changed: migrations.some(hasMigrated) || (isCancelled && keeper.tasks.length > 0),
    migrations: [...migrations],
    region: aws.region,
    ...(diagnosis === undefined ? {} : { diagnosis }),
    ...(isCancelled && keeper.tasks.length > 0
      ? { next: 'the post step of this job makes sure that the task ends' }
      : {}),
  });
  return outcome(report, migrationResults(migrations));
}
