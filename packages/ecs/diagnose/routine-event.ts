/** Events of every rollout, a good one too: counts and states tell the same. Without the prefix `(service NAME) `. */
const routine =
  /^(?:has started \d+ tasks|has stopped \d+ running tasks|has begun draining|registered \d+ targets|deregistered \d+ targets|has reached a steady state|\(deployment [^)]+\) deployment completed|is (?:not )?AZ balanced)/;

/** A start of tasks in the place of unhealthy ones is none. */
const worrying = /replaced \d+ tasks/i;

/** Whether an event says nothing about a failure. */
export const isRoutine = (text: string): boolean => routine.test(text) && !worrying.test(text);
