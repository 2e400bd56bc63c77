import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { errorInLog } from './error-in-log.ts';
import type { Explain, FailureEvidence } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

const failed = /failed container health checks/i;

/** The definition's own health check fails. */
export const explain: Explain = (evidence) => {
  const text =
    said(evidence).find((one) => failed.test(one)) ?? eventWithoutTask(evidence.tasks.length, evidence.events);
  return text === undefined ? undefined : healthFailing(evidence, text, 'certain');
};

/** Without any known words: the scheduler stopped a task of which an essential container is UNHEALTHY. */
export const explainByFacts: Explain = (evidence) => {
  const unhealthy = unhealthyIn(evidence);
  if (unhealthy === undefined || evidence.tasks[0]?.stopCode !== 'ServiceSchedulerInitiated') return undefined;
  return healthFailing(evidence, `container ${unhealthy}: healthStatus UNHEALTHY`, 'likely');
};

/** Only essential containers count for the health of their task (API reference of Task); of an unknown definition each may be one. */
function unhealthyIn({ tasks, containers }: FailureEvidence): string | undefined {
  const unhealthy = tasks.flatMap((task) => task.containers).filter(({ health }) => health === 'UNHEALTHY');
  return unhealthy.find(
    ({ name }) => containers.length === 0 || containers.some((one) => one.name === name && one.essential),
  )?.name;
}

function healthFailing(evidence: FailureEvidence, text: string, confidence: Diagnosis['confidence']): Diagnosis {
  const container = unhealthyIn(evidence) ?? evidence.failing?.name;
  const named = container === undefined ? 'a container' : `container "${container}"`;
  const error = errorInLog(evidence);
  const which = container === undefined ? 'each container' : `container ${container}`;
  const fix = `Run the healthCheck command of ${which} in ${evidence.revision} inside its image; a slow start needs a longer startPeriod.`;
  return diagnosis('container-health-check-failing', {
    what: `the health check of ${named} fails${error?.what ?? ''}`,
    where: whereOf(evidence, container),
    evidence: verbatim(evidence, [text, error?.line]),
    fix: error?.fix(fix) ?? fix,
    confidence,
  });
}

const eventWithoutTask = (tasks: number, events: readonly string[]): string | undefined =>
  tasks === 0 ? events.find((one) => failed.test(one)) : undefined;
