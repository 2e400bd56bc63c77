import type { LeftRecord } from '#rollout/journal';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import type { Github } from './open-github.ts';

const needs = 'deployments: read';

/** A deployment of ours on GitHub, with the newest that was said of it. */
export interface LeftDeployment {
  readonly id: number;
  readonly left: LeftRecord;
  readonly state: string;
  readonly description: string;
}

/** What was said last of a deployment; both `''` when nothing was. Throws `GithubError`. */
export async function lastStatus(github: Github, id: number): Promise<Pick<LeftDeployment, 'state' | 'description'>> {
  // Newest first; one is enough.
  const answer = await github.get(`/deployments/${id}/statuses?per_page=1`, needs);
  const [newest] = listOf(answer);
  return { state: textOf(newest, 'state'), description: textOf(newest, 'description') };
}

/**
 * Deployments of an environment that these actions made and nobody closed, newest first, of the newest hundred; at most
 * `most` are asked for their state. `wanted` says which ones matter. Throws `GithubError`.
 */
export async function findLeft(
  github: Github,
  environment: string,
  wanted: (left: LeftRecord, id: number) => boolean,
  most: number,
): Promise<readonly LeftDeployment[]> {
  const query = `environment=${encodeURIComponent(environment)}&per_page=100`;
  const all = listOf(await github.get(`/deployments?${query}`, needs));
  const ours = all
    .map((one) => ({ id: numberOf(one, 'id'), left: leftIn(one) }))
    .filter(({ id, left }) => left.release !== '' && wanted(left, id))
    .toSorted((a, b) => b.id - a.id);
  const found: LeftDeployment[] = [];
  for (const { id, left } of ours.slice(0, most)) {
    const status = await lastStatus(github, id);
    if (isOpen(status.state)) found.push({ id, left, ...status });
  }
  return found;
}

export const isOpen = (state: string): boolean => ['', 'in_progress', 'queued', 'pending'].includes(state);

function leftIn(deployment: Fields): LeftRecord {
  // Other tools keep other things there.
  const payload = fieldsOf(deployment.payload);
  const services = payload.v === 1 ? listOf(payload, 'services') : [];
  return {
    release: services.length === 0 ? '' : textOf(payload, 'release'),
    rows: services.map((one) => ({
      row: textOf(one, 'service'),
      place: textOf(one, 'cluster'),
      to: textOf(one, 'to'),
    })),
  };
}
