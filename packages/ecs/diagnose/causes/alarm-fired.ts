import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { verbatim, whereOf } from './said.ts';

/** A CloudWatch alarm of the service's deployment configuration went off. */
export const explain: Explain = (evidence) => {
  const { rollout } = evidence;
  const text = rollout?.reasons.find((one) => /\balarm(?:\(s\)|s)?\b/i.test(one));
  if (rollout?.alarms !== 'TRIGGERED' && text === undefined) return undefined;
  const names = rollout?.alarmNames.length
    ? rollout.alarmNames.join(', ')
    : (/alarm\(s\): (.+)$/i.exec(text ?? '')?.[1] ?? '');
  return diagnosis('alarm-fired', {
    what: names === '' ? 'a CloudWatch alarm of the service went off' : `the CloudWatch alarm ${names} went off`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    fix: `Open the alarm ${names} in CloudWatch and compare its metric before and after the rollout began.`,
    confidence: rollout?.alarms === 'TRIGGERED' ? 'certain' : 'likely',
  });
};
