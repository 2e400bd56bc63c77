import { type Fields, fieldsOf, listOf, numberOf, textOf, timeOf } from './fields.ts';
import type { Github } from './open-github.ts';

/** A deployment of the record with everything that was said of it; times in milliseconds since the epoch. */
export interface Recorded {
  readonly id: number;
  readonly sha: string;
  readonly task: string;
  readonly createdAt: number;
  /** Release id; `''` when another tool made the record. */
  readonly release: string;
  /** The release that this one answered. */
  readonly rolledBackFrom: string;
  /** What was deployed, for comparison: the digests or revisions of its services. */
  readonly what: string;
  /** Oldest first. */
  readonly statuses: readonly { readonly state: string; readonly at: number; readonly description: string }[];
}

const needs = 'deployments: read';
/** Each costs a call; a job's token has a thousand an hour. */
const most = 300;

/**
 * The newest deployments of an environment since `since`, oldest first, and one before it to compare with. `cut`: there
 * were more than are read. Throws `GithubError`.
 */
export async function readRecord(
  github: Github,
  environment: string,
  since: number,
): Promise<{ readonly record: readonly Recorded[]; readonly cut: boolean }> {
  const query = `environment=${encodeURIComponent(environment)}`;
  const all = await github.list(`/deployments?${query}`, needs);
  const newestFirst = all.toSorted((a, b) => numberOf(b, 'id') - numberOf(a, 'id'));
  const inWindow = newestFirst.filter((one) => (timeOf(one, 'created_at') ?? 0) >= since);
  const wanted = newestFirst.slice(0, Math.min(most, inWindow.length + 10)).toReversed();
  const record: Recorded[] = [];
  for (const one of wanted) {
    const statuses = await github.list(`/deployments/${numberOf(one, 'id')}/statuses`, needs);
    record.push(recordedOf(one, statuses));
  }
  return { record, cut: inWindow.length > most };
}

function recordedOf(one: Fields, statuses: readonly Fields[]): Recorded {
  // Other tools keep text there, which may itself be JSON.
  const payload = fieldsOf(one.payload);
  const services = listOf(payload, 'services');
  return {
    id: numberOf(one, 'id'),
    sha: textOf(one, 'sha'),
    task: textOf(one, 'task'),
    createdAt: timeOf(one, 'created_at') ?? 0,
    release: textOf(payload, 'release'),
    rolledBackFrom: textOf(payload, 'rolled_back_from'),
    what: services.map((service) => textOf(service, 'digest') || textOf(service, 'to')).join(' '),
    statuses: statuses
      .map((status) => ({
        state: textOf(status, 'state'),
        at: timeOf(status, 'created_at') ?? 0,
        description: textOf(status, 'description'),
      }))
      .toReversed(),
  };
}
