import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

const starting = /ResourceInitializationError|CannotPull/i;
const unreachable =
  /connection issue|i\/o timeout|dial tcp|no such host|request canceled|deadline exceeded|connection (?:refused|reset|timed out)|RequestError: send request failed/i;

/** The task cannot reach what it needs to start. */
export const explain: Explain = (evidence) => {
  const text = said(evidence).find((one) => starting.test(one) && unreachable.test(one));
  if (text === undefined) return undefined;
  const goal =
    /connection issue between the task and ([^.]+)\./i.exec(text)?.[1] ??
    /(?:https?:\/\/|lookup |dial tcp:? (?!lookup))([\w.-]+)/i.exec(text)?.[1] ??
    'what it needs to start';
  return diagnosis('network-misconfigured', {
    what: `the task cannot reach ${goal}`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    fix: `Give the subnets of ${evidence.place} a way to ${goal}: NAT, assignPublicIp ENABLED in public subnets, or VPC endpoints; allow port 443 out.`,
  });
};
