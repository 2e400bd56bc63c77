import { request } from 'node:http';
import { connect } from 'node:net';
import type { LocalClock } from '../clock.ts';
import type { TargetHealth } from '../world.ts';
import type { HealthCheck } from './model.ts';
import { checksFailed, codeMismatch, healthy, timedOut } from './texts.ts';

/**
 * One health check over the network: `healthy`, or the unhealthy state with AWS's reason.
 * The check goes to the port where the target serves, also when the group names another health check port:
 * on this machine a container has one address only. HTTPS is checked in plain HTTP.
 */
export function probeTarget(check: HealthCheck, address: string, clock: LocalClock): Promise<TargetHealth> {
  return new Promise((resolve) => {
    const { promise, end } = check.protocol.startsWith('HTTP') ? get(check, address) : open(address);
    const cancel = clock.at(clock.now() + check.timeout * 1000, () => {
      resolve(timedOut);
      end();
    });
    void promise.then((health) => {
      cancel();
      resolve(health);
    });
  });
}

/** A probe under way, and what breaks it off. */
interface Probe {
  readonly promise: Promise<TargetHealth>;
  end(): void;
}

function get(check: HealthCheck, address: string): Probe {
  const outgoing = request(`http://${address}${check.path}`, {
    agent: false,
    headers: { 'user-agent': 'ELB-HealthChecker/2.0' },
  });
  const promise = new Promise<TargetHealth>((resolve) => {
    outgoing.on('error', () => resolve(checksFailed));
    outgoing.on('response', (response) => {
      response.on('error', () => resolve(checksFailed));
      response.resume();
      const code = response.statusCode ?? 0;
      response.on('end', () => resolve(matches(check.matcher, code) ? healthy : codeMismatch(code)));
    });
  });
  outgoing.end();
  return { promise, end: () => outgoing.destroy() };
}

function open(address: string): Probe {
  const url = new URL(`http://${address}`);
  const socket = connect({ host: url.hostname, port: Number(url.port) });
  const promise = new Promise<TargetHealth>((resolve) => {
    socket.on('error', () => resolve(checksFailed));
    socket.on('connect', () => {
      socket.destroy();
      resolve(healthy);
    });
  });
  return { promise, end: () => socket.destroy() };
}

/** Whether `code` is one of a matcher such as `200,301-302`. */
export function matches(matcher: string, code: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to = from] = part.trim().split('-').map(Number);
    return from !== undefined && to !== undefined && code >= from && code <= to;
  });
}
