import { connect } from '#aws/connect';
import { type SnapshotTarget, snapshotDatabase } from '#rds/snapshot-database';
import { createRds } from '../../../local-aws/rds/rds.ts';
import type { SnapshotOptions } from '../../../local-aws/rds/snapshots.ts';
import type { AwsFault } from '../../../local-aws/service.ts';
import { door, type Trouble, virtualWorld } from '../../local-aws/rds/door.ts';
import { inProcessHost } from '../../support/host.ts';

/** One instance, one Aurora cluster with a member, and a host whose AWS this is. `trouble` refuses operations. */
export function databaseWorld(options: SnapshotOptions & { release?: string } = {}) {
  const world = virtualWorld();
  const rds = createRds(world, options);
  rds.addInstance({ id: 'shop-db' });
  rds.addCluster({ id: 'patient' });
  rds.addInstance({ id: 'patient-1', cluster: 'patient' });
  const troubles: { operation: string; fault: AwsFault; times: number; when: (input: unknown) => boolean }[] = [];
  const trouble: Trouble = (operation, input) => {
    const found = troubles.find((one) => one.operation === operation && one.times > 0 && one.when(input));
    if (found !== undefined) found.times--;
    return found?.fault;
  };
  const { requestHandler } = door(world, [rds.service], trouble);
  const run = options.release === undefined ? {} : { release: options.release };
  const host = inProcessHost(world.clock, { network: { aws: requestHandler as object }, run });
  const aws = connect(host, 'eu-west-1');
  return {
    world,
    clock: world.clock,
    rds,
    host,
    aws,
    /** The next `times` calls of an operation, with an input of that kind, end with this fault. */
    refuse(operation: string, fault: AwsFault, times = 1, when = (_input: unknown) => true) {
      troubles.push({ operation, fault, times, when });
    },
    snapshot: (target: Partial<SnapshotTarget> = {}) => snapshotDatabase({ ...wanted, ...target }, host, aws),
  };
}

export const wanted: SnapshotTarget = { kind: 'instance', id: 'shop-db', tags: {}, wait: true, timeoutMs: 3_600_000 };

/** The name that the host's release gives the instance's snapshot. */
export const expectedId = 'shop-db-9f3c2ab-777-1';

export const arnOf = (id: string) => `arn:aws:rds:eu-west-1:123456789012:snapshot:${id}`;
