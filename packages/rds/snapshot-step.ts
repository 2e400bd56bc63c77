import type { Aws } from '#aws/client';
import { isCancellation } from '#base/cancelled';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { Steps } from '#rollout/step';
import type { SnapshotTarget } from './snapshot-database.ts';

/** The steps of a release that has a snapshot taken; none without a target. */
export const snapshotSteps = (
  target: SnapshotTarget | undefined,
  host: Host,
  aws: Aws,
): Pick<Steps, 'snapshot' | 'foreseeSnapshot'> =>
  target === undefined
    ? {}
    : {
        snapshot: snapshotStep(target, host, aws),
        async foreseeSnapshot() {
          const { planSnapshot } = await import('./plan-snapshot.ts');
          const { lines } = await planSnapshot(target, host, aws);
          return lines.map((line) => line.replace(/^would /, ''));
        },
      };

/** The snapshot as a step of a release, loaded when it is taken: a failure, or a cancel, is returned with its verdict. */
export const snapshotStep =
  (target: SnapshotTarget, host: Host, aws: Aws): NonNullable<Steps['snapshot']> =>
  async () => {
    const { snapshotDatabase, snapshotIdOf } = await import('./snapshot-database.ts');
    try {
      return { snapshot: (await snapshotDatabase(target, host, aws)).snapshot };
    } catch (error) {
      const id = snapshotIdOf(target, target.id, host);
      if (isCancellation(error, host.signal)) {
        return { snapshot: { database: target.id, id, verdict: 'cancelled' } };
      }
      if (!(error instanceof Failure)) throw error;
      return { snapshot: { database: target.id, id, verdict: error.verdict }, diagnosis: error.diagnosis };
    }
  };
