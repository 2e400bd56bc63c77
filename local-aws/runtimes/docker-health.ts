import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { ContainerSpec } from '../runtime.ts';
import type { Engine } from './docker-engine.ts';
import { OWNER_LABEL } from './docker-owner.ts';

/**
 * A container's health check for the engine, which runs it inside by itself. Without one in the task definition there
 * is none: ECS does not look at the image's own HEALTHCHECK.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
 */
export function healthConfig({ healthCheck }: ContainerSpec) {
  if (healthCheck === undefined || healthCheck.command.length === 0) return { Test: ['NONE'] };
  const { command, interval, timeout, retries, startPeriod } = healthCheck;
  const known = /^(CMD|CMD-SHELL|NONE)$/.test(command[0] ?? '');
  return {
    Test: known ? command : ['CMD-SHELL', command.join(' ')],
    Interval: interval * 1e9,
    Timeout: timeout * 1e9,
    Retries: retries,
    StartPeriod: startPeriod * 1e9,
  };
}

interface EngineEvent {
  readonly Action?: string;
  readonly Actor?: { readonly ID?: string };
  readonly timeNano?: number;
}

/** After the engine has broken off its events: how long until it is asked for them again, from where they ended. */
const RETRY_MS = 500;

/** Tells the health of every container of `owner`, as the engine sees it, until `signal`. */
export async function watchHealth(
  engine: Engine,
  owner: string,
  tell: (id: string, status: 'HEALTHY' | 'UNHEALTHY') => void,
  signal: AbortSignal,
): Promise<void> {
  const filters = { type: ['container'], event: ['health_status'], label: [`${OWNER_LABEL}=${owner}`] };
  let since = '';
  while (!signal.aborted) {
    try {
      const query = `filters=${encodeURIComponent(JSON.stringify(filters))}${since}`;
      const answer = await engine.open('GET', `/events?${query}`, { signal });
      for await (const line of createInterface({ input: answer })) {
        const event = JSON.parse(line) as EngineEvent;
        if (event.timeNano !== undefined) since = `&since=${(event.timeNano / 1e9).toFixed(9)}`;
        const status = /^health_status: (healthy|unhealthy)$/.exec(event.Action ?? '')?.[1];
        if (status !== undefined) tell(event.Actor?.ID ?? '', status === 'healthy' ? 'HEALTHY' : 'UNHEALTHY');
      }
    } catch {
      // The engine restarts, or a line was cut: it is asked again.
    }
    await wait(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}
