import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

const unplaced =
  /no container instance met all of its requirements|no container instances? (?:were|was) found|^(?:RESOURCE|ATTRIBUTE|MemberOf|LOCATION|AGENT)\b/i;

/** No container instance meets what the task asks for. */
export const explain: Explain = (evidence) => {
  const text = said(evidence).find((one) => unplaced.test(one));
  if (text === undefined) return undefined;
  const lack = lackIn(text);
  return diagnosis('unschedulable', {
    what: `no container instance can take the task${lack === undefined ? '' : `: ${lack}`}`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    fix: `Add container instances for ${evidence.place}, or let ${evidence.revision} ask for less (${lack ?? 'cpu, memory, ports, placement constraints'}).`,
  });
};

function lackIn(text: string): string | undefined {
  if (/^RESOURCE:(\w+)/i.test(text)) return `not enough ${text.slice('RESOURCE:'.length).toLowerCase()}`;
  return (
    /has (insufficient [\w ]+? available)/i.exec(text)?.[1] ??
    /is (already using a port required by your task)/i.exec(text)?.[1] ??
    /(encountered error "\w+")/i.exec(text)?.[1]
  );
}
