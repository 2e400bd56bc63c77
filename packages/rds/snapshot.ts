/** What is snapshotted: an instance, or a cluster (Aurora, Multi-AZ DB cluster) as a whole. */
export type DatabaseKind = 'instance' | 'cluster';

export interface DatabaseRef {
  readonly kind: DatabaseKind;
  /** Identifier, in lower case as RDS stores it. */
  readonly id: string;
}

/** A snapshot of either kind, as RDS describes it. */
export interface Snapshot {
  readonly id: string;
  readonly arn: string;
  /** Identifier of the instance or cluster. */
  readonly database: string;
  /** `creating`, `available`, `failed`, … */
  readonly status: string;
  /** 0 to 100. */
  readonly percent: number;
  /** Milliseconds since the epoch; RDS leaves it out of a snapshot that has just begun. */
  readonly takenAt?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Tags that our snapshots carry; contract section 3 has the same on revisions. */
export const snapshotTags = {
  release: 'deploy-actions:release',
  commit: 'deploy-actions:commit',
  repository: 'deploy-actions:repository',
  /** Set by a person or a release that recorded the snapshot: it is never pruned. */
  keep: 'deploy-actions:keep',
} as const;

/** `db-instance patient-db`: how messages and diagnoses name a database. */
export const nameOf = (database: DatabaseRef): string => `db-${database.kind} ${database.id}`;
