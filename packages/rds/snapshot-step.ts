import type { Aws } from '#aws/client';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { Steps } from '#rollout/step';
import { type SnapshotTarget, snapshotDatabase, snapshotIdOf } from './snapshot-database.ts';

/** The snapshot as a step of a release: a failure is returned with its verdict. Throws the reason of the signal. */
export const snapshotStep =
  (target: SnapshotTarget, host: Host, aws: Aws): NonNullable<Steps['snapshot']> =>
  async () => {
    try {
      return { snapshot: (await snapshotDatabase(target, host, aws)).snapshot };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const id = snapshotIdOf(target, target.id, host);
      return { snapshot: { database: target.id, id, verdict: error.verdict }, diagnosis: error.diagnosis };
    }
  };
