import type { CallOptions } from '#aws/client';
import type { Diagnosis } from '#report/diagnosis';
import { diagnoseTrack, type Sources } from '../diagnose/diagnose-track.ts';
import { lookAtServices } from './look-at-services.ts';
import { isServiced, type Track } from './look-track.ts';

/** Explained once: what it says must not change while ECS clears the evidence away. */
export async function readCause(sources: Sources, track: Track, options: CallOptions): Promise<Diagnosis> {
  if (track.why === undefined) {
    await readService(sources, track, options);
    track.why = track.doomed ?? (await diagnoseTrack(sources, track, options));
  }
  return track.why;
}

/** The service as this look sees it; read once a look. Throws `AwsError`. */
export async function readService(sources: Sources, track: Track, options: CallOptions): Promise<void> {
  if (!isServiced(track)) await lookAtServices(sources.ecs, [track], options, sources.aws.clock.now());
}
