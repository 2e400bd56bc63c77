import { openAws } from '#aws/open-aws';
import type { Inputs } from '#base/action-spec';
import { withoutPrefix } from '#ecs/migrate/migration-inputs';
import { readMigrations } from '#ecs/migrate/read-migrations';
import { ecsOptions } from '#ecs/open-platform';
import { checkedRow, checkServices, failureOrSkip } from '#ecs/preflight/check-services';
import { failuresOf, findingLine } from '#ecs/preflight/failures-of';
import { type Finding, findings, tellOnce } from '#ecs/preflight/finding';
import { readChanges } from '#ecs/read-changes';
import { snapshotStepTarget } from '#rds/inputs';
import { planSnapshot } from '#rds/plan-snapshot';
import { type Host, type Outcome, outcome } from '#report/host';
import { checksOf } from '#verification/checks-of';
import { checksFindings } from './checks-findings.ts';
import type { spec } from './spec.ts';

/** Reads, and says everything at once; writes nothing. Red when a deployment with the same inputs could not succeed. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const changes = await readChanges(inputs, host.env.GITHUB_WORKSPACE ?? '.');
  checksOf(inputs, host, changes);
  const { cluster = 'default', service, evidence } = inputs;
  readMigrations(withoutPrefix(inputs), { cluster, service, release: host.run.release, evidence });
  const aws = await openAws(inputs, host);
  const wish = { ifInProgress: inputs['if-in-progress'], alarms: inputs.alarms ?? [] };
  const checked = await checkServices(aws, ecsOptions(host, inputs, 0), changes, wish);
  const others = await Promise.all([snapshotFindings(), checksFindings(inputs, host)]);
  const found = tellOnce([...checked.flatMap((row) => row.findings), ...others.flat()]);
  for (const finding of found) host.log.info(findingLine(finding));
  for (const { level, where, what } of found) if (level === 'WARN') host.report.warn(`${where}: ${what}`);
  host.report.evidence('Findings', found.map(findingLine));
  const [first] = failuresOf(found);
  const report = host.report.finish({
    verdict: first === undefined ? 'succeeded' : 'failed',
    changed: false,
    rows: checked.map(checkedRow),
    region: aws.region,
    next:
      first === undefined ? 'deploy-ecs with the same inputs' : 'mend what fails, then run again: nothing was changed',
    ...(first === undefined ? {} : { diagnosis: first }),
  });
  return outcome(report, { findings: JSON.stringify(found) });

  async function snapshotFindings(): Promise<readonly Finding[]> {
    const target = snapshotStepTarget(inputs, inputs['resource-tags']);
    if (target === undefined) return [];
    try {
      const { snapshot, lines } = await planSnapshot(target, host, aws);
      return [findings('snapshot').ok(`database ${snapshot.database}`, lines.join(', '))];
    } catch (error) {
      return [failureOrSkip('snapshot', 'database of the snapshot', error)];
    }
  }
}
