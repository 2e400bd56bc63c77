import { diagnosis } from '#report/diagnosis';
import { errorInLog } from './error-in-log.ts';
import type { Explain } from './evidence.ts';
import { lineOfTarget } from './fact-lines.ts';
import { said, verbatim, whereOf } from './said.ts';

/** The load balancer finds the new tasks unhealthy. */
export const explain: Explain = (evidence) => {
  const stopped = said(evidence).find((one) => /failed ELB health checks|is unhealthy in \(target-group/i.test(one));
  if (stopped === undefined) return undefined;
  const group = /target-group ([^)\s]+)\)/.exec(stopped)?.[1];
  // A service may have several: what is said of another one is none of the cause.
  const event = evidence.events.find(
    (one) => /is unhealthy in \(target-group/i.test(one) && (group === undefined || one.includes(group)),
  );
  const name = group === undefined ? `the target group of ${evidence.place}` : groupName(group);
  const target = evidence.targets?.find((one) => one.group === group);
  const reason = /due to \(reason ([^)]+)\)/.exec(event ?? stopped)?.[1] ?? target?.description ?? target?.reason;
  const port = /\(port (\d+)\)/.exec(event ?? stopped)?.[1] ?? target?.port;
  const told = target === undefined ? undefined : lineOfTarget(target);
  const error = errorInLog(evidence);
  const fix = fixOf(name, port, reason);
  return diagnosis('target-unhealthy', {
    what: `the targets in ${name} are unhealthy${reason === undefined ? '' : `: ${reason}`}${error?.what ?? ''}`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, [event ?? told, error?.line, stopped]),
    fix: error?.fix(fix) ?? fix,
  });
};

const groupName = (group: string): string => `target group ${/targetgroup\/([^/]+)/.exec(group)?.[1] ?? group}`;

function fixOf(name: string, port: string | undefined, reason = ''): string {
  const at = port === undefined ? 'the container port' : `port ${port}`;
  if (/code|ResponseCodeMismatch/i.test(reason)) {
    return `Make the health check path of ${name} answer an expected code on ${at}, or correct path and codes of ${name}.`;
  }
  if (/time/i.test(reason)) {
    return `Let the load balancer reach ${at} (security group), listen on 0.0.0.0, or give ${name} a longer timeout.`;
  }
  return `Compare path, ${at} and codes of ${name} with what the container answers; a slow start needs healthCheckGracePeriodSeconds.`;
}
