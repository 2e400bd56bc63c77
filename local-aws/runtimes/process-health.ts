import type { LocalClock } from '../clock.ts';
import type { ContainerEvents, ContainerSpec } from '../runtime.ts';
import { killGroup, spawnGroup } from './process-group.ts';

/** Where a container's health checks run: beside it, with its folder and environment. */
export interface HealthPlace {
  readonly clock: LocalClock;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Container port → port on this machine. */
  readonly ports: ReadonlyMap<number, number>;
  /** Told of each process group, so that none outlives the runtime. Returns what to call at its end. */
  readonly guard: (pid: number) => () => void;
}

/**
 * Runs a container's health check command for real, one interval after another. A pass is HEALTHY at once; as many
 * consecutive failures as `retries` are UNHEALTHY, those within the start period not counted (Docker's rule, which ECS
 * has too). `localhost:8080` in the command is turned into the container's port on this machine.
 * Returns what ends the checks.
 */
export function checkContainer(spec: ContainerSpec, place: HealthPlace, events: ContainerEvents): () => void {
  const check = spec.healthCheck;
  const command = check === undefined ? undefined : commandOf(check.command, place.ports);
  if (check === undefined || command === undefined) return () => {};
  const { clock } = place;
  const graceEnds = clock.now() + check.startPeriod * 1000;
  let failures = 0;
  let ended = false;
  let cancel = () => {};
  const look = async () => {
    const passed = await runCheck(command, check.timeout * 1000, place);
    if (ended) return;
    if (passed) {
      failures = 0;
      events.health('HEALTHY');
    } else if (clock.now() >= graceEnds && ++failures >= check.retries) events.health('UNHEALTHY');
    plan();
  };
  const plan = () => {
    cancel = clock.at(clock.now() + check.interval * 1000, () => void look());
  };
  plan();
  return () => {
    ended = true;
    cancel();
  };
}

function commandOf(words: readonly string[], ports: ReadonlyMap<number, number>): readonly string[] | undefined {
  const [kind, ...rest] = words.map((word) =>
    word.replace(/\b(localhost|127\.0\.0\.1):(\d+)/g, (whole, _host, port) => {
      const local = ports.get(Number(port));
      return local === undefined ? whole : `127.0.0.1:${local}`;
    }),
  );
  if (kind === 'CMD-SHELL') return ['/bin/sh', '-c', rest.join(' ')];
  if (kind === 'CMD') return rest;
  return kind === undefined || kind === 'NONE' ? undefined : ['/bin/sh', '-c', [kind, ...rest].join(' ')];
}

function runCheck(command: readonly string[], limitMs: number, place: HealthPlace): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawnGroup(command, place.directory, place.environment);
    child.stdout.resume();
    child.stderr.resume();
    const release = child.pid === undefined ? () => {} : place.guard(child.pid);
    const cancel = place.clock.at(place.clock.now() + limitMs, () => {
      if (child.pid !== undefined) killGroup(child.pid);
      resolve(false);
    });
    const end = (passed: boolean) => {
      cancel();
      release();
      resolve(passed);
    };
    child.on('error', () => end(false));
    child.on('exit', (code) => end(code === 0));
  });
}
