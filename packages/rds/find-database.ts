import { AwsError } from '#aws/aws-error';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Rds } from './client.ts';
import { type DatabaseKind, type DatabaseRef, nameOf } from './snapshot.ts';

export interface Database extends DatabaseRef {
  /** `available`, `backing-up`, `modifying`, … */
  readonly status: string;
  readonly engine: string;
  /** The instance that was asked for, when its cluster is what must be snapshotted. */
  readonly memberAsked?: string;
}

/**
 * The database to snapshot: an instance that is a member of a cluster becomes its cluster, because RDS refuses a
 * snapshot of a member (docs/aws-behaviour.md). Throws `not-found`, `AwsError`.
 */
export async function findDatabase(rds: Rds, wanted: DatabaseRef): Promise<Database> {
  const id = wanted.id.toLowerCase();
  const found = await look(rds, wanted.kind, id);
  if (found.kind === 'missing') throw await notFound(rds, { ...wanted, id }, found.evidence);
  if (found.cluster === undefined) return { kind: wanted.kind, id, status: found.status, engine: found.engine };
  const cluster = await look(rds, 'cluster', found.cluster);
  if (cluster.kind === 'missing') throw await notFound(rds, { kind: 'cluster', id: found.cluster }, cluster.evidence);
  return { kind: 'cluster', id: found.cluster, status: cluster.status, engine: cluster.engine, memberAsked: id };
}

type Found =
  | { readonly kind: 'found'; readonly status: string; readonly engine: string; readonly cluster?: string }
  | { readonly kind: 'missing'; readonly evidence: string };

async function look(rds: Rds, kind: DatabaseKind, id: string): Promise<Found> {
  try {
    if (kind === 'cluster') {
      const { DBClusters: [one] = [] } = await rds.call('DescribeDBClusters', { DBClusterIdentifier: id });
      if (one === undefined) return { kind: 'missing', evidence: 'DescribeDBClusters: an empty list' };
      return { kind: 'found', status: one.Status ?? 'unknown', engine: one.Engine ?? '' };
    }
    const { DBInstances: [one] = [] } = await rds.call('DescribeDBInstances', { DBInstanceIdentifier: id });
    if (one === undefined) return { kind: 'missing', evidence: 'DescribeDBInstances: an empty list' };
    const { DBInstanceStatus: status = 'unknown', Engine: engine = '', DBClusterIdentifier: cluster } = one;
    return { kind: 'found', status, engine, ...(cluster === undefined || cluster === '' ? {} : { cluster }) };
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== 'not-found') throw error;
    return { kind: 'missing', evidence: `${error.operation}: ${error.code}: ${error.message}` };
  }
}

/** Says so when the name belongs to the other kind. That this look may fail changes nothing. */
async function notFound(rds: Rds, wanted: DatabaseRef, evidence: string): Promise<Failure> {
  const other: DatabaseKind = wanted.kind === 'cluster' ? 'instance' : 'cluster';
  const elsewhere = await look(rds, other, wanted.id).catch(() => undefined);
  return new Failure(
    diagnosis('not-found', {
      what: `there is no ${nameOf(wanted)} in this account and region`,
      where: nameOf(wanted),
      evidence: [evidence],
      ...(elsewhere?.kind === 'found'
        ? { fix: `${wanted.id} is a DB ${other}: give it as db-${other} instead of db-${wanted.kind}.` }
        : {}),
    }),
  );
}
