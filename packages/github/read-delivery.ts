import type { DeliveryView } from '#report/deployment-report';
import { fieldsOf, timeOf } from './fields.ts';
import { GithubError } from './github-error.ts';
import { measureDelivery, successAt } from './measure-delivery.ts';
import type { Github } from './open-github.ts';
import { type Recorded, readRecord } from './read-record.ts';

/** Comparisons cost a call each. */
const mostCompared = 100;

/** The metrics of an environment over `windowDays` until `now` (ms), from GitHub's record alone. Throws `GithubError`. */
export async function readDelivery(
  github: Github,
  environment: string,
  windowDays: number,
  now: number,
): Promise<DeliveryView> {
  const since = now - windowDays * 86_400_000;
  const { record, cut } = await readRecord(github, environment, since);
  const notes = cut ? ['only the newest 300 deployments of the window are counted'] : [];
  const commits = new Map<number, readonly number[]>();
  const successes = record.filter((one) => successAt(one) !== undefined);
  const wanted = successes.flatMap((one, at) => {
    const before = successes[at - 1];
    const isCounted = one.task === 'deploy' && one.createdAt >= since && before !== undefined && before.sha !== one.sha;
    return isCounted ? [{ one, before }] : [];
  });
  if (wanted.length > mostCompared) notes.push(`lead time is that of the newest ${mostCompared} deployments`);
  let lost = 0;
  for (const { one, before } of wanted.slice(-mostCompared)) {
    const times = await commitTimes(github, before, one);
    if (times === undefined) lost++;
    else commits.set(one.id, times);
  }
  if (lost > 0) notes.push(`${lost} deployments have no lead time: their history was rewritten`);
  return measureDelivery({ environment, record, commits, windowDays, now, notes });
}

/** Committer times of what one deployment added to another, ms; none for a step back; `undefined` when they share no history. */
async function commitTimes(github: Github, before: Recorded, after: Recorded): Promise<readonly number[] | undefined> {
  try {
    const commits = await github.list(`/compare/${before.sha}...${after.sha}`, 'contents: read', 'commits');
    return commits.flatMap((one) => timeOf(fieldsOf(fieldsOf(one.commit).committer), 'date') ?? []);
  } catch (error) {
    if (error instanceof GithubError && error.trouble.kind === 'not-found') return undefined;
    throw error;
  }
}
