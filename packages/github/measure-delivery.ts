import type { DeliveryView } from '#report/deployment-report';
import type { Recorded } from './read-record.ts';

/** What the metrics are counted from. Times in milliseconds since the epoch. */
export interface History {
  readonly environment: string;
  /** Oldest first; may begin before the window. */
  readonly record: readonly Recorded[];
  /** Commit times by the id of the deployment that brought them first. */
  readonly commits: ReadonlyMap<number, readonly number[]>;
  readonly windowDays: number;
  readonly now: number;
  readonly notes: readonly string[];
}

const day = 86_400_000;

/**
 * Deployment frequency, lead time, change failure rate and recovery time of one environment. The history of statuses
 * counts, not the latest: a good deployment becomes `inactive` later. A failure before traffic moved is no change failure.
 */
export function measureDelivery({ environment, record, commits, windowDays, now, notes }: History): DeliveryView {
  const since = now - windowDays * day;
  const inWindow = record.filter(({ createdAt }) => createdAt >= since && createdAt <= now);
  const succeeded = withoutRepeats(inWindow.filter((one) => one.task === 'deploy' && successAt(one) !== undefined));
  const leads = succeeded
    .flatMap((one) => (commits.get(one.id) ?? []).map((at) => (successAt(one) ?? 0) - at))
    .filter((ms) => ms > 0);
  const deploys = inWindow.filter(({ task }) => task === 'deploy');
  const failures = deploys.flatMap((one) => badSince(one, record) ?? []);
  const reached = deploys.filter((one) => successAt(one) !== undefined || badSince(one, record) !== undefined).length;
  const stopped = deploys.filter(
    (one) => failedAt(one) !== undefined && successAt(one) === undefined && !hasMoved(one),
  ).length;
  const recoveries = failures
    .map((at) => recoveredAt(at, record))
    .flatMap((at, index) => (at === undefined ? [] : [at - (failures[index] ?? 0)]));
  return {
    v: 1,
    environment,
    windowDays,
    deployments: succeeded.length,
    perDay: succeeded.length / windowDays,
    daysWithDeployment: new Set(succeeded.map((one) => Math.floor((successAt(one) ?? 0) / day))).size,
    ...(leads.length === 0
      ? {}
      : { leadTime: { medianMs: centile(leads, 0.5), p90Ms: centile(leads, 0.9), commits: leads.length } }),
    ...(reached === 0 ? {} : { changeFailureRate: failures.length / reached }),
    changeFailures: failures.length,
    reachedUsers: reached,
    stoppedBefore: stopped,
    ...(recoveries.length === 0 ? {} : { recovery: { medianMs: centile(recoveries, 0.5), count: recoveries.length } }),
    notRecovered: failures.length - recoveries.length,
    notes: [...notes, ...foreign(inWindow)],
  };
}

export const successAt = ({ statuses }: Recorded): number | undefined =>
  statuses.find(({ state }) => state === 'success')?.at;
const failedAt = ({ statuses }: Recorded): number | undefined =>
  statuses.find(({ state }) => state === 'failure' || state === 'error')?.at;

/** Whether users saw it: our record says when traffic moved; of other tools' failures nobody knows, and they count. */
function hasMoved({ statuses, release }: Recorded): boolean {
  return (
    release === '' ||
    statuses.some(({ description }) => /^(traffic moved|rolled-back|rollback-failed)/.test(description))
  );
}

/** When a deployment that users saw turned out to be bad; `undefined` for a good one. */
function badSince(one: Recorded, record: readonly Recorded[]): number | undefined {
  const failed = failedAt(one);
  if (failed !== undefined && (hasMoved(one) || successAt(one) !== undefined)) return failed;
  if (successAt(one) === undefined || one.release === '') return undefined;
  return record.find((later) => later.task === 'rollback' && later.id > one.id && later.rolledBackFrom === one.release)
    ?.createdAt;
}

/** The next success, of a rollback or of a fix. */
const recoveredAt = (since: number, record: readonly Recorded[]): number | undefined =>
  record
    .flatMap((one) => successAt(one) ?? [])
    .filter((at) => at > since)
    .toSorted((a, b) => a - b)[0];

/** The same commit with the same images, deployed again: one deployment. */
function withoutRepeats(all: readonly Recorded[]): readonly Recorded[] {
  const seen = new Set<string>();
  return all.filter(({ sha, what }) => {
    const isNew = !seen.has(`${sha} ${what}`);
    seen.add(`${sha} ${what}`);
    return isNew;
  });
}

/** The nearest-rank centile of at least one number. */
function centile(of: readonly number[], share: number): number {
  const sorted = of.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function foreign(all: readonly Recorded[]): readonly string[] {
  const others = all.filter(({ release }) => release === '').length;
  return others === 0
    ? []
    : [`${others} deployments were recorded by other tools: when they failed, it is taken that users saw it`];
}
