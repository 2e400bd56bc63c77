import { openAws } from '#aws/open-aws';
import type { Inputs } from '#base/action-spec';
import { snapshotTarget } from '#rds/inputs';
import { planSnapshot } from '#rds/plan-snapshot';
import { snapshotStep } from '#rds/snapshot-step';
import { type Host, type Outcome, outcome } from '#report/host';
import type { spec } from './spec.ts';

/** Snapshots one database. A cancel leaves the snapshot: it is never half a one. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const target = snapshotTarget(inputs);
  const aws = await openAws(inputs, host);
  if (inputs['dry-run']) {
    const { snapshot, lines } = await planSnapshot(target, host, aws);
    for (const line of lines) host.log.info(line);
    return outcome(host.report.finish({ verdict: 'planned', changed: false, snapshot, region: aws.region }));
  }
  const { snapshot, diagnosis } = await snapshotStep(target, host, aws)();
  const isCancelled = snapshot.verdict === 'cancelled';
  const report = host.report.finish({
    verdict: snapshot.verdict,
    changed: isCancelled || (snapshot.arn !== undefined && snapshot.verdict !== 'unchanged'),
    snapshot,
    region: aws.region,
    ...(diagnosis === undefined ? {} : { diagnosis }),
    ...(isCancelled
      ? { next: `snapshot ${snapshot.id} goes on by itself if it was begun; run again to wait for it` }
      : {}),
  });
  return outcome(report, { 'snapshot-id': snapshot.id, 'snapshot-arn': snapshot.arn ?? '' });
}
