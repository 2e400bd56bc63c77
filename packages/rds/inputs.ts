import { defaulted, flag, type InputValues, minutes, optional, pairs, text, whole } from '#base/input-kinds';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { SnapshotTarget } from './snapshot-database.ts';

const rows = {
  instance: optional(text, 'The DB instance to snapshot. A member of a cluster means its cluster.'),
  cluster: optional(text, 'The DB cluster to snapshot: Aurora, or a Multi-AZ DB cluster.'),
  id: optional(text, 'Name of the snapshot. Default: made of database, commit, run and attempt.'),
  keep: optional(
    whole(1),
    'How many snapshots made by these actions stay for this database; older ones are deleted. Default: all.',
  ),
  timeout: defaulted(minutes, '60', 'Minutes until the snapshot must be available.'),
} as const;

/** Inputs of `snapshot-rds`. */
export const snapshotInputs = {
  'db-instance': rows.instance,
  'db-cluster': rows.cluster,
  'snapshot-id': rows.id,
  wait: defaulted(flag, 'true', 'Waits until the snapshot is available. With false, begin no migration on it.'),
  keep: rows.keep,
  'resource-tags': optional(pairs, 'Tags of the snapshot, NAME=value, one a line.'),
  'timeout-minutes': rows.timeout,
} as const;

/** The same inputs where they stand beside others, as in `deploy-ecs`. */
export const snapshotStepInputs = {
  'snapshot-db-instance': rows.instance,
  'snapshot-db-cluster': rows.cluster,
  'snapshot-id': rows.id,
  'snapshot-keep': rows.keep,
  'snapshot-timeout-minutes': rows.timeout,
} as const;

/** Outputs of `snapshot-rds`. */
export const snapshotOutputs = {
  'snapshot-id': 'Name of the snapshot.',
  'snapshot-arn': 'ARN of the snapshot.',
} as const;

/** What `snapshot-rds` is asked for. Throws `invalid-input` unless exactly one database is named. */
export function snapshotTarget(values: InputValues<typeof snapshotInputs>): SnapshotTarget {
  const { 'db-instance': instance, 'db-cluster': cluster, 'snapshot-id': snapshotId, keep } = values;
  if ((instance === undefined) === (cluster === undefined)) throw notOne('db-instance', 'db-cluster', instance);
  return {
    kind: cluster === undefined ? 'instance' : 'cluster',
    id: cluster ?? instance ?? '',
    tags: values['resource-tags'] ?? {},
    wait: values.wait,
    timeoutMs: values['timeout-minutes'],
    ...(snapshotId === undefined ? {} : { snapshotId }),
    ...(keep === undefined ? {} : { keep }),
  };
}

/** What `deploy-ecs` is asked for; `undefined` when no database is named. Throws `invalid-input` when two are. */
export function snapshotStepTarget(
  values: InputValues<typeof snapshotStepInputs>,
  tags: Readonly<Record<string, string>> = {},
): SnapshotTarget | undefined {
  const { 'snapshot-db-instance': instance, 'snapshot-db-cluster': cluster, 'snapshot-id': snapshotId } = values;
  if (instance === undefined && cluster === undefined) return undefined;
  if (instance !== undefined && cluster !== undefined) {
    throw notOne('snapshot-db-instance', 'snapshot-db-cluster', instance);
  }
  const keep = values['snapshot-keep'];
  return {
    kind: cluster === undefined ? 'instance' : 'cluster',
    id: cluster ?? instance ?? '',
    tags,
    wait: true,
    timeoutMs: values['snapshot-timeout-minutes'],
    ...(snapshotId === undefined ? {} : { snapshotId }),
    ...(keep === undefined ? {} : { keep }),
  };
}

const notOne = (instanceInput: string, clusterInput: string, instance: string | undefined) =>
  new Failure(
    diagnosis('invalid-input', {
      what: `${instance === undefined ? 'neither' : 'both'} ${instanceInput} ${instance === undefined ? 'nor' : 'and'} ${clusterInput} ${instance === undefined ? 'is' : 'are'} given`,
      where: `${instanceInput}, ${clusterInput}`,
      fix: `Give exactly one: ${instanceInput} for an instance, ${clusterInput} for a cluster.`,
    }),
  );
