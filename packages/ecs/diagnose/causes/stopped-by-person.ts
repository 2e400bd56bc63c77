import { diagnosis } from '#report/diagnosis';
import type { Explain, FailureEvidence } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

/** Somebody stopped the deployment (StopServiceDeployment) or the task (StopTask). */
export const explain: Explain = (evidence) => {
  const { rollout, tasks } = evidence;
  const machine = rollout?.breaker === 'TRIGGERED' || rollout?.alarms === 'TRIGGERED';
  const asked = rollout?.reasons.find((one) => /user request|stopped by (?:a )?user/i.test(one));
  const deployment = !machine && (asked !== undefined || rollout?.silent === true || isUnexplained(evidence));
  const task = tasks[0]?.stopCode === 'UserInitiated';
  if (!deployment && !task) return undefined;
  const what = deployment ? 'the deployment' : 'the task';
  return diagnosis('stopped-by-person', {
    what: `somebody, or another program, stopped ${what}`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, [asked ?? (deployment ? wayBack(evidence) : undefined) ?? said(evidence)[0]]),
    fix: `Ask who stopped ${what} of ${evidence.place} (CloudTrail: StopServiceDeployment, StopTask), and run again when it is safe.`,
    confidence: asked !== undefined || task ? 'certain' : 'likely',
  });
};

const wayBack = ({ events }: FailureEvidence): string | undefined =>
  events.find((event) => event.startsWith('rolling back to deployment '));

/** It ends although nothing in it failed and no machine decided so. */
const isUnexplained = ({ rollout, tasks }: FailureEvidence): boolean =>
  rollout?.undecided === true &&
  tasks.length === 0 &&
  !rollout.reasons.some((one) => /circuit breaker|threshold|alarm|hook/i.test(one));
