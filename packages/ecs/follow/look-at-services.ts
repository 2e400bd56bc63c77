import type { Service } from '@aws-sdk/client-ecs';
import { AwsError } from '#aws/aws-error';
import type { CallOptions } from '#aws/client';
import type { Ecs } from '../client.ts';
import type { Track } from './look-track.ts';

/** DescribeServices takes so many names, of one cluster (API reference). */
const most = 10;

/**
 * Reads the services of the tracks, each cluster in chunks of ten, and keeps each in its track. A denied call leaves
 * tracks that have another view without this one. Throws `AwsError` otherwise.
 */
export async function lookAtServices(
  ecs: Ecs,
  tracks: readonly Track[],
  options: CallOptions,
  now: number,
): Promise<void> {
  for (const [cluster, members] of Map.groupBy(tracks, (track) => track.part.place)) {
    for (let from = 0; from < members.length; from += most) {
      const chunk = members.slice(from, from + most);
      try {
        await describe(ecs, cluster, chunk, options, now);
        for (const track of chunk) track.servicedAt = now;
      } catch (error) {
        const denied = error instanceof AwsError && error.kind === 'denied';
        if (!denied || chunk.some((track) => track.arn === undefined)) throw error;
        for (const track of chunk) delete track.service;
      }
    }
  }
}

async function describe(
  ecs: Ecs,
  cluster: string,
  tracks: readonly Track[],
  options: CallOptions,
  now: number,
): Promise<void> {
  const found = await ask(ecs, cluster, [...new Set(tracks.map((track) => track.part.row))], options);
  for (const track of tracks) {
    const seen = found.find((service) => isCalled(service, track.part.row));
    if (seen === undefined) {
      delete track.service;
      track.absentSince ??= now;
    } else {
      track.service = seen;
      delete track.absentSince;
    }
  }
}

/** What is there may be MISSING for a moment (eventual consistency): that is asked for once more. */
async function ask(
  ecs: Ecs,
  cluster: string,
  services: readonly string[],
  options: CallOptions,
): Promise<readonly Service[]> {
  const answer = await ecs.call('DescribeServices', { cluster, services: [...services] }, options);
  const { services: found = [], failures = [] } = answer;
  if (!failures.some(({ reason }) => reason === 'MISSING')) return found;
  const missing = services.filter((name) => !found.some((service) => isCalled(service, name)));
  const again = await ecs.call('DescribeServices', { cluster, services: missing }, options);
  return [...found, ...(again.services ?? [])];
}

const isCalled = ({ serviceName, serviceArn }: Service, name: string): boolean =>
  serviceName === name || serviceArn === name;
