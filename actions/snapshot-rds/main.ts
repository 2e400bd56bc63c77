import { openAws } from '#aws/open-aws';
import type { Inputs } from '#base/action-spec';
import { snapshotTarget } from '#rds/inputs';
import { snapshotDatabase } from '#rds/snapshot-database';
import { type Host, type Outcome, outcome } from '#report/host';
import type { spec } from './spec.ts';

/** Snapshots one database. A cancel leaves the snapshot: it is never half a one. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const target = snapshotTarget(inputs);
  const aws = await openAws(inputs, host);
  if (inputs['dry-run']) {
    return outcome(host.report.finish({ verdict: 'planned', changed: false, region: aws.region }));
  }
  const { snapshot, deleted } = await snapshotDatabase(target, host, aws);
  const changed = snapshot.verdict !== 'unchanged' || deleted.length > 0;
  return outcome(host.report.finish({ verdict: snapshot.verdict, changed, snapshot, region: aws.region }), {
    'snapshot-id': snapshot.id,
    'snapshot-arn': snapshot.arn ?? '',
  });
}
