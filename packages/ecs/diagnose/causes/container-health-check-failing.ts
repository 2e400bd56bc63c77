import { diagnosis } from '#report/diagnosis';
import { errorInLog } from './error-in-log.ts';
import type { Explain } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

const failed = /failed container health checks/i;

/** The definition's own health check fails. */
export const explain: Explain = (evidence) => {
  const text =
    said(evidence).find((one) => failed.test(one)) ?? eventWithoutTask(evidence.tasks.length, evidence.events);
  if (text === undefined) return undefined;
  const unhealthy = evidence.tasks.flatMap((task) => task.containers).find(({ health }) => health === 'UNHEALTHY');
  const container = unhealthy?.name ?? evidence.failing?.name;
  const named = container === undefined ? 'a container' : `container "${container}"`;
  const error = errorInLog(evidence);
  const which = container === undefined ? 'each container' : `container ${container}`;
  const fix = `Run the healthCheck command of ${which} in ${evidence.revision} inside its image; a slow start needs a longer startPeriod.`;
  return diagnosis('container-health-check-failing', {
    what: `the health check of ${named} fails${error?.what ?? ''}`,
    where: whereOf(evidence, container),
    evidence: verbatim(evidence, [text, error?.line]),
    fix: error?.fix(fix) ?? fix,
  });
};

const eventWithoutTask = (tasks: number, events: readonly string[]): string | undefined =>
  tasks === 0 ? events.find((one) => failed.test(one)) : undefined;
