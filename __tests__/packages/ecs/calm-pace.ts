import type { Pace } from '#ecs/follow/pace-looks';

/** A rollout of which nothing is known but its age (ms): no past, no counts, nothing in the air. */
export const calmPace = (elapsedMs: number): Pace => ({
  elapsedMs,
  sinceChangeMs: 0,
  history: [],
  leastLeftMs: 0,
  suspect: false,
  guarded: false,
  goingBack: false,
});
