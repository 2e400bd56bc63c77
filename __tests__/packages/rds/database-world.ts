import { connect } from '#aws/connect';
import { type SnapshotTarget, snapshotDatabase } from '#rds/snapshot-database';
import type { SnapshotOptions } from '../../../local-aws/rds/snapshots.ts';
import { virtualAccount } from '../../local-aws/rds/virtual-account.ts';
import { inProcessHost } from '../../support/host.ts';

type Far = ReturnType<typeof virtualAccount>['settings']['requestHandler'];

/** One instance, one Aurora cluster with a member, and a host whose AWS this is, seen `through` what stands in between. */
export function databaseWorld(options: SnapshotOptions = {}, through: (far: Far) => Far = (far) => far) {
  const account = virtualAccount({ rds: options });
  const { rds, clock, faults, settings } = account;
  rds.addInstance({ id: 'shop-db' });
  rds.addCluster({ id: 'patient' });
  rds.addInstance({ id: 'patient-1', cluster: 'patient' });
  const host = inProcessHost(clock, { network: { aws: through(settings.requestHandler) } });
  const aws = connect(host, 'eu-west-1');
  return {
    clock,
    rds,
    faults,
    host,
    aws,
    snapshot: (target: Partial<SnapshotTarget> = {}) => snapshotDatabase({ ...wanted, ...target }, host, aws),
  };
}

export const wanted: SnapshotTarget = { kind: 'instance', id: 'shop-db', tags: {}, wait: true, timeoutMs: 3_600_000 };

/** The name that the host's release gives the instance's snapshot. */
export const expectedId = 'shop-db-9f3c2ab-777-1';

export const arnOf = (id: string) => `arn:aws:rds:eu-west-1:123456789012:snapshot:${id}`;
