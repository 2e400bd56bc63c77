import type { Service, ServiceDeployment } from '@aws-sdk/client-ecs';
import type { Diagnosis } from '#report/diagnosis';
import type { Look, Part } from '#rollout/platform';
import type { ContainerFacts } from '../diagnose/failing-container.ts';
import type { StoppedTask } from '../diagnose/stopped-task.ts';
import type { Counts, Judgement } from './look-judgement.ts';

/** What a watch remembers of one part. */
export interface Track {
  readonly part: Part;
  /** The deployment that is followed: the part's, or one of the same revision that took over. */
  id: string | undefined;
  /** Its service deployment, once it is found. */
  arn: string | undefined;
  /** Ms since the epoch: when the ARN was first asked for; when it, or our deployment, was not seen any more. */
  askedAt: number | undefined;
  /** A deployment that the service named and that is another's: it is not taken for ours again. */
  notOurs?: string;
  /** Ms since the epoch, our clock: when its service's deployments were listed last. */
  listedAt?: number;
  missingSince?: number;
  /** The newer APIs are denied or unknown here, or never had it. */
  withoutArn: boolean;
  service?: Service;
  /** Ms since the epoch, our clock: when the look that is under way began. */
  lookedAt?: number;
  /** When the service was read last. Calls take time: it belongs to this look when it is not before its beginning. */
  servicedAt?: number;
  /** Ms since the epoch, our clock: since when AWS says that there is no such service. */
  absentSince?: number;
  deployment: ServiceDeployment | undefined;
  /** Of the look that is under way. */
  judgement?: Judgement | undefined;
  counts?: Counts;
  /** Ms since the epoch, our clock: when the counts were read last, and when they were new. */
  notedAt?: number;
  changedAt?: number;
  /** The stage that it is at, and since when at most: when another was seen last, ms since the epoch. */
  stage?: { readonly name: string; readonly since: number };
  /** Our deployment's creation, ms since the epoch of AWS's clock. */
  createdAt: number | undefined;
  /** AWS said once that it failed. */
  failed: boolean;
  /** Durations of past successful rollouts of this service, ms. */
  history: readonly number[];
  containers?: readonly ContainerFacts[];
  readonly tasks: Map<string, StoppedTask | 'other'>;
  stopped: readonly StoppedTask[];
  readonly announced: Set<string>;
  /** Something looks wrong: read the stopped tasks. */
  suspect: boolean;
  doomed?: Diagnosis;
  why?: Diagnosis;
  /** Ms since the epoch, our clock: when a permanent error of a start was first seen. */
  permanentSince?: number;
  /** When a live rollout was first claimed while the service did not show it yet. */
  claimedAt: number | undefined;
  readonly news: string[];
  ended?: Extract<Look, { kind: 'ended' }>;
}

export const newTrack = (part: Part): Track => ({
  part,
  id: part.id,
  arn: part.rollout,
  askedAt: undefined,
  deployment: undefined,
  createdAt: undefined,
  claimedAt: undefined,
  withoutArn: false,
  failed: false,
  history: [],
  tasks: new Map(),
  stopped: [],
  announced: new Set(),
  suspect: false,
  news: [],
});

/** Whether the service was read in the look that is under way. */
export const isServiced = ({ servicedAt, lookedAt }: Track): boolean =>
  servicedAt !== undefined && servicedAt >= (lookedAt ?? servicedAt + 1);

/** What was there is MISSING for moments only (eventual consistency), in ms. */
const absence = 30_000;

/** Whether somebody deleted the service: AWS says so, or does not know it any more. */
export function isDeleted({ service, absentSince, lookedAt = 0 }: Track): boolean {
  if (service !== undefined) return service.status === 'INACTIVE' || service.status === 'DRAINING';
  return absentSince !== undefined && lookedAt - absentSince >= absence;
}

/** How long two views of AWS may contradict each other before the one that decides is believed, in ms. */
const contradiction = 15_000;

/** Whether a contradiction between the two views is too young to be believed. Remembers since when it stands. */
export function isFresh(track: Track, now: number): boolean {
  track.claimedAt ??= now;
  return now - track.claimedAt < contradiction;
}

/** `service web in production`. */
export const placeOf = ({ part }: Track): string => `service ${part.row} in ${part.place}`;

/** The digits of `ecs-svc/<digits>`: the service revision's ARN ends in the same ones. */
export const digitsOf = (id: string | undefined): string | undefined => /(\d+)$/.exec(id ?? '')?.[1];

/** Milliseconds since the epoch, AWS's clock, from when on events and tasks belong to this rollout. */
export const beganAt = (track: Track): number => track.createdAt ?? track.part.startedAt - 5_000;

/** Events of the service since the rollout began, newest first, without the prefix `(service NAME) `. */
export const eventsOf = (track: Track): readonly { readonly id: string; readonly text: string }[] =>
  (track.service?.events ?? [])
    .filter((event) => (event.createdAt?.getTime() ?? 0) >= beganAt(track) - 1_000)
    .map((event) => ({ id: event.id ?? event.message ?? '', text: withoutPrefix(event.message ?? '') }));

const withoutPrefix = (message: string): string => message.replace(/^\(service [^)]*\) /, '');
