import { makeUuid } from './make-id.ts';
import type { Ecs, Service } from './model.ts';

/** Six hours in which the same message is not repeated while nothing else happens (documentation of service events). */
const SILENCE = 6 * 3_600_000;

export function addEvent({ world }: Ecs, service: Service, text: string): void {
  const at = world.clock.now();
  const message = `(service ${service.name}) ${text}`;
  const last = service.events[0];
  if (last?.message === message && at - last.at < SILENCE) return;
  service.events.unshift({ id: makeUuid(world), at, message });
  service.events.length = Math.min(service.events.length, 100);
  world.timeline.push({ at, kind: 'ecs.event', subject: service.arn, state: message });
}
