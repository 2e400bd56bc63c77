import type { Diagnosis } from '#report/diagnosis';
import type { Look } from '#rollout/platform';
import type { Track } from './look-track.ts';

/** Its end, with the cause; the track is not looked at again. */
export function endTrack(track: Track, how: 'went-back' | 'failed' | 'superseded' | 'paused', why: Diagnosis): Look {
  return closeTrack(track, { kind: 'ended', how, why });
}

export function closeTrack(track: Track, look: Extract<Look, { kind: 'ended' }>): Look {
  track.ended = look;
  return look;
}
