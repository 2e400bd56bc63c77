import { ofBuilds } from './of-builds.ts';
import { ofRollouts } from './of-rollouts.ts';
import { ofRuns } from './of-runs.ts';
import type { Sample } from './sample.ts';

/** One sample a reason code. */
export const allSamples: readonly Sample[] = [...ofRollouts, ...ofBuilds, ...ofRuns];
