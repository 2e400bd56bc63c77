import type { LocalClock } from '../clock.ts';
import type { ContainerEvents, ContainerSpec, RunningContainer, Runtime } from '../runtime.ts';
import { stopped } from '../texts.ts';
import type { TargetHealth } from '../world.ts';

interface Written {
  /** Lines that it writes, the first when it runs, the rest one every 100 ms. */
  readonly log?: readonly string[];
}

/** What becomes of a container. Times in milliseconds after it would run. */
export type Fate =
  | ({
      readonly kind: 'runs';
      /** How its container health check ends, when it has one. Default: healthy. */
      readonly health?: 'healthy' | 'unhealthy' | 'never-known';
      /** How the load balancer's checks end. Default: healthy. */
      readonly target?: TargetHealth;
      /** After this it is no longer healthy, for both kinds of checks. */
      readonly failsAfter?: number;
      /** From SIGTERM to its end; more than `stopTimeout` means SIGKILL. Default 500. */
      readonly stopsIn?: number;
      /** Of a container that ends on SIGTERM. Default 0. */
      readonly stopCode?: number;
    } & Written)
  | ({ readonly kind: 'exits'; readonly code: number; readonly after: number; readonly reason?: string } & Written)
  | ({ readonly kind: 'out-of-memory'; readonly after: number } & Written)
  /** It never runs, with this stopped reason of the task (`texts.ts` has AWS's own). */
  | { readonly kind: 'cannot-start'; readonly reason: string }
  | { readonly kind: 'image-not-found' }
  | { readonly kind: 'secret-unreadable' }
  /** It stays PENDING. */
  | { readonly kind: 'stuck' };

/** One-off tasks end well after a few seconds, containers of services run until they are stopped. */
export const usualFate = (spec: ContainerSpec): Fate =>
  spec.service === undefined
    ? { kind: 'exits', code: 0, after: 3_000, log: [`${spec.name}: started`, `${spec.name}: done`] }
    : { kind: 'runs', log: [`${spec.name}: started`] };

/** A fate by how often a container of this name started before: the last one goes on. */
export function byStart(...fates: readonly [Fate, ...Fate[]]): (spec: ContainerSpec) => Fate {
  const starts = new Map<string, number>();
  return ({ name }) => {
    const before = starts.get(name) ?? 0;
    starts.set(name, before + 1);
    return fates[Math.min(before, fates.length - 1)] ?? fates[0];
  };
}

/** A runtime without processes: every container meets the fate that `fateOf` gives it. */
export function scripted(clock: LocalClock, fateOf: (spec: ContainerSpec) => Fate = usualFate): Runtime {
  return { name: 'scripted', start: (spec, events) => startScripted(clock, spec, fateOf(spec), events) };
}

const FAILED_CHECK: TargetHealth = {
  state: 'unhealthy',
  reason: 'Target.FailedHealthChecks',
  description: 'Health checks failed',
};

/** Creating and starting a container takes so long. */
const START = 1_000;

function startScripted(clock: LocalClock, spec: ContainerSpec, fate: Fate, events: ContainerEvents): RunningContainer {
  const life = { ran: false, ranAt: 0, ended: false };
  const after = (ms: number, action: () => void) =>
    clock.at(clock.now() + ms, () => {
      if (!life.ended) action();
    });
  const end = (code: number, reason?: string) => {
    life.ended = true;
    events.exited(code, reason);
  };
  const refused = refusal(spec, fate);
  after(refused === undefined ? START : 0, () => {
    if (refused !== undefined) {
      life.ended = true;
      return events.failedToStart(refused);
    }
    if (fate.kind === 'stuck') return;
    life.ran = true;
    life.ranAt = clock.now();
    events.running();
    live(spec, fate, { events, after, end });
  });
  return {
    stop() {
      if (!life.ran) life.ended = true;
      else terminate(spec, fate, { after, end });
    },
    targetHealth() {
      if (fate.kind !== 'runs') return { state: 'healthy' };
      const failed = fate.failsAfter !== undefined && clock.now() - life.ranAt >= fate.failsAfter;
      return fate.target ?? (failed ? FAILED_CHECK : { state: 'healthy' });
    },
  };
}

interface Life {
  readonly events: ContainerEvents;
  readonly after: (ms: number, action: () => void) => void;
  readonly end: (code: number, reason?: string) => void;
}

function live(spec: ContainerSpec, fate: Fate, { events, after, end }: Life): void {
  const lines = 'log' in fate ? (fate.log ?? []) : [];
  lines.forEach((line, index) => {
    if (index === 0) events.log(line);
    else after(index * 100, () => events.log(line));
  });
  if (fate.kind === 'exits') after(Math.max(fate.after, lines.length * 100), () => end(fate.code, fate.reason));
  if (fate.kind === 'out-of-memory') after(fate.after, () => end(137, stopped.outOfMemory));
  if (spec.healthCheck === undefined || fate.kind !== 'runs' || fate.health === 'never-known') return;
  const { interval, retries, startPeriod } = spec.healthCheck;
  const untilUnhealthy = (startPeriod + interval * retries) * 1000;
  if (fate.health === 'unhealthy') {
    after(untilUnhealthy, () => events.health('UNHEALTHY'));
    return;
  }
  after(interval * 1000, () => events.health('HEALTHY'));
  if (fate.failsAfter !== undefined) {
    after(fate.failsAfter + interval * retries * 1000, () => events.health('UNHEALTHY'));
  }
}

function terminate(spec: ContainerSpec, fate: Fate, { after, end }: Pick<Life, 'after' | 'end'>): void {
  const { stopsIn = 500, stopCode = 0 } = fate.kind === 'runs' ? fate : {};
  const killed = stopsIn > spec.stopTimeout * 1000;
  after(killed ? spec.stopTimeout * 1000 : stopsIn, () => end(killed ? 137 : stopCode));
}

function refusal(spec: ContainerSpec, fate: Fate): string | undefined {
  if (fate.kind === 'cannot-start') return fate.reason;
  if (fate.kind === 'image-not-found') return stopped.imageNotFound(spec.image);
  if (fate.kind === 'secret-unreadable') {
    const account = spec.taskArn.split(':')[4] ?? '';
    const role = `arn:aws:sts::${account}:assumed-role/ecsTaskExecutionRole/${spec.taskId}`;
    return stopped.secretUnreadable(role, `arn:aws:secretsmanager:${spec.taskArn.split(':')[3]}:${account}:secret:app`);
  }
  return undefined;
}
