import type { Aws } from '#aws/client';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { Steps } from '#rollout/step';
import { type SnapshotTarget, snapshotDatabase } from './snapshot-database.ts';
import { snapshotName } from './snapshot-name.ts';

/** The snapshot as a step of a release: a failure is returned with its verdict. Throws `AwsError`, the signal's reason. */
export const snapshotStep =
  (target: SnapshotTarget, host: Host, aws: Aws): NonNullable<Steps['snapshot']> =>
  async () => {
    try {
      return { snapshot: (await snapshotDatabase(target, host, aws)).snapshot };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const id = target.snapshotId ?? snapshotName(target.id, host.run.release, host.run.commit);
      return { snapshot: { database: target.id, id, verdict: error.verdict }, diagnosis: error.diagnosis };
    }
  };
