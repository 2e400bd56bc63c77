import { AwsError, type AwsErrorKind } from '#aws/aws-error';
import { diagnosis } from '#report/diagnosis';
import { type FollowOptions, follow } from '#rollout/follow';
import type { Look, Part, Watch } from '#rollout/platform';
import { printProgress } from '#rollout/print-progress';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { inProcessHost } from '../../support/host.ts';

const revision = (label: string) => ({ id: `arn:${label}`, label, images: [] });
const partOf = (row: string): Part => ({
  v: 1,
  platform: 'ecs',
  goal: 'release',
  row,
  place: 'shop',
  from: revision(`${row}:1`),
  to: revision(`${row}:2`),
  startedAt: 0,
  undo: {},
});

export const why = diagnosis('crash-loop', { what: 'container "app" exits 1', where: 'service web' });
export const moving = (state = '1/2 new running'): Look => ({ kind: 'moving', state, news: [] });
export const live: Look = { kind: 'ended', how: 'live', state: '2/2 running' };
export const ended = (how: 'went-back' | 'failed' | 'superseded' | 'paused'): Look => ({ kind: 'ended', how, why });
export const doomed: Look = { kind: 'doomed', why, news: [] };
export const goingBack: Look = { kind: 'going-back', why, state: '1 new left', news: [] };
export const trouble = (kind: AwsErrorKind, code: string) =>
  new AwsError(kind, code, 'it said so', 'ecs:DescribeServices', undefined);

/** A far end that answers look by look: an answer a part, or trouble; the last goes on. A look every 2 s. */
export function scripted(
  script: readonly (readonly Look[] | Error)[],
  cause = why,
): Watch & { readonly pauses: boolean[] } {
  let looks = 0;
  const pauses: boolean[] = [];
  return {
    pauses,
    async look() {
      const now = script[Math.min(looks++, script.length - 1)];
      if (now === undefined || Error.isError(now)) throw now;
      return now;
    },
    pauseMs(throttled) {
      pauses.push(throttled);
      return 2_000;
    },
    diagnose: async () => cause,
    evidence: async () => [],
  };
}

export function followed(
  watch: Watch,
  rows: readonly string[],
  options: Partial<FollowOptions> = {},
  host = inProcessHost(new VirtualClock()),
) {
  const { clock, signal, log } = host;
  const parts = rows.map(partOf);
  const printer = printProgress(clock, log, clock.now(), parts);
  const deadline = clock.now() + 600_000;
  return follow(watch, parts, { clock, signal, printer, deadline, endAtFirstBad: true, ...options });
}
