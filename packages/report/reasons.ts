import { reasonsOfDatabases } from './reasons-of-databases.ts';
import { reasonsOfImages } from './reasons-of-images.ts';
import { reasonsOfRollouts } from './reasons-of-rollouts.ts';
import { reasonsOfRuns } from './reasons-of-runs.ts';
import { reasonsOfTasks } from './reasons-of-tasks.ts';

/** The closed list of reason codes: what each means, how it is fixed, who gives it. */
export const reasons = {
  ...reasonsOfImages,
  ...reasonsOfTasks,
  ...reasonsOfRollouts,
  ...reasonsOfDatabases,
  ...reasonsOfRuns,
} as const;

export type ReasonCode = keyof typeof reasons;
