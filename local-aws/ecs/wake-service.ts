import type { Ecs, Service } from './model.ts';
import { scheduleService } from './schedule-service.ts';

/** Lets the scheduler look at the service soon; several changes make one look. */
export function wakeService(ecs: Ecs, service: Service, delay = ecs.timing.schedule): void {
  const at = ecs.world.clock.now() + delay;
  if (service.turn !== undefined && service.turn.at <= at) return;
  service.turn?.cancel();
  const cancel = ecs.world.clock.at(at, () => {
    delete service.turn;
    scheduleService(ecs, service);
  });
  service.turn = { at, cancel };
}
