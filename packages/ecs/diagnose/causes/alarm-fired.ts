import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { verbatim, whereOf } from './said.ts';

/** A CloudWatch alarm of the service's deployment configuration went off. */
export const explain: Explain = (evidence) => {
  const { rollout } = evidence;
  const text = rollout?.reasons.find((one) => /\balarm(?:\(s\)|s)?\b/i.test(one));
  const said = text ?? evidence.events.find((one) => /deployment failed: alarm detected/i.test(one));
  if (rollout?.alarms !== 'TRIGGERED' && said === undefined) return undefined;
  const names = rollout?.alarmNames.length
    ? rollout.alarmNames.join(', ')
    : (/alarm\(s\): (.+)$/i.exec(said ?? '')?.[1] ?? '');
  const why = rollout?.alarmReasons?.[0];
  const alarm = names === '' ? 'a CloudWatch alarm of the service' : `the CloudWatch alarm ${names}`;
  return diagnosis('alarm-fired', {
    what: `${alarm} went off${why === undefined ? '' : `: ${why.slice(why.indexOf(': ') + 2)}`}`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, [...(rollout?.alarmReasons ?? []), said]),
    fix: `Open the alarm ${names === '' ? `of ${evidence.place}` : names} in CloudWatch and compare its metric before and after the rollout began.`,
    confidence: rollout?.alarms === 'TRIGGERED' ? 'certain' : 'likely',
  });
};
