import type { CallOptions } from '#aws/client';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { Look } from '#rollout/platform';
import { type Sources, supersededBy } from '../diagnose/diagnose-track.ts';
import { closeTrack, endTrack } from './end-track.ts';
import { judgeService } from './judge-service.ts';
import type { Counts } from './look-judgement.ts';
import { isFresh, placeOf, type Track } from './look-track.ts';
import { readCause, readService } from './read-cause.ts';
import { stateOf, stillMoving } from './still-moving.ts';

/**
 * The service must show what its deployment claims: our revision PRIMARY, in the wanted number. Tasks that end just then are
 * replaced, and autoscaling may want more: what serves with fewer is live. Where nothing runs nothing is, whatever is said.
 */
export async function verifyLive(sources: Sources, track: Track, counts: Counts, options: CallOptions): Promise<Look> {
  await readService(sources, track, options);
  const seen = judgeService(track);
  if (seen.kind === 'superseded') return endTrack(track, 'superseded', supersededBy(track, seen.by));
  if (isOverruled(track) && seen.kind === 'moving') return stillMoving(track, stateOf(seen.counts));
  if (track.part.goal === 'restore') {
    // ECS goes back under the old id: that id's own service deployment succeeded long ago.
    if (seen.kind === 'moving') return stillMoving(track, stateOf(seen.counts));
    if (seen.kind === 'failed') return endTrack(track, 'failed', await readCause(sources, track, options));
  }
  const primary = track.service?.deployments?.find(({ status }) => status === 'PRIMARY');
  const warnings: string[] = [];
  if (track.service === undefined) {
    warnings.push(`${placeOf(track)}: the role may not call ecs:DescribeServices, so the end was not verified`);
  } else if (primary?.id !== track.id && primary?.taskDefinition !== track.part.to.id) {
    if (isFresh(track, sources.aws.clock.now())) return stillMoving(track, stateOf(counts));
    warnings.push(`${placeOf(track)}: DescribeServices did not show ${track.part.to.label} as PRIMARY`);
  } else if (primary !== undefined && primary.taskDefinition !== track.part.to.id) {
    return endTrack(track, 'failed', otherRevision(track, primary.taskDefinition ?? 'none'));
  }
  const now = seen.kind === 'live' || seen.kind === 'moving' ? seen.counts : counts;
  const early = isEarly(track);
  if (now.running < now.wanted && !early) {
    const serves = now.running > 0 || track.service === undefined;
    if (!(serves && track.arn) && isFresh(track, sources.aws.clock.now())) return stillMoving(track, stateOf(now));
    if (!serves) return endTrack(track, 'failed', await readCause(sources, track, options));
    warnings.push(`${placeOf(track)}: ${now.running} of ${now.wanted} tasks run at the end`);
  }
  const rest = early && (now.running < now.wanted || now.old > 0) ? ', the rest follows (early success)' : '';
  const tasks = now.wanted === 0 ? 'no task wanted' : `${now.running}/${now.wanted} running${rest}`;
  return closeTrack(track, {
    kind: 'ended',
    how: 'live',
    state: tasks,
    ...(warnings.length === 0 ? {} : { warnings }),
  });
}

/** The service is content with fewer healthy tasks, and may clean up the old ones later: that is no trouble. */
const isEarly = ({ deployment, service }: Track): boolean =>
  (deployment?.deploymentConfiguration ?? service?.deploymentConfiguration)?.earlySuccessCriteria?.enable === true;

/** Another service deployment has the say over a revision whose own ended well: ECS is going back to it. */
const isOverruled = ({ arn, service }: Track): boolean =>
  arn !== undefined && service?.currentServiceDeployment !== undefined && service.currentServiceDeployment !== arn;

const otherRevision = (track: Track, found: string): Diagnosis =>
  diagnosis('version-mismatch', {
    what: `the deployment ended well, but its service runs ${found.split('/').at(-1)} instead of ${track.part.to.label}`,
    where: placeOf(track),
    fix: `See what changed ${track.part.row} meanwhile, and deploy ${track.part.to.label} again.`,
  });
