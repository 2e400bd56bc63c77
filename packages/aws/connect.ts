import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { Aws } from './client.ts';

/** The name of a region is a part of a host name. */
const hostLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

/** The connection of a run with the credentials of the environment. Throws `invalid-input` when no region is known, or no such name can be. */
export function connect(host: Host, region: string | undefined): Aws {
  const chosen = region ?? host.env.AWS_REGION ?? host.env.AWS_DEFAULT_REGION;
  if (!chosen) {
    throw new Failure(
      diagnosis('invalid-input', {
        what: 'no region is given',
        where: 'aws-region',
        fix: 'Set the input aws-region, or AWS_REGION in the environment.',
      }),
    );
  }
  if (!hostLabel.test(chosen)) {
    throw new Failure(
      diagnosis('invalid-input', {
        what: `${JSON.stringify(chosen)} is no region`,
        where: 'aws-region',
        evidence: [`aws-region: ${chosen}`],
        fix: 'Set the input aws-region, or AWS_REGION in the environment, to a region such as eu-central-1.',
      }),
    );
  }
  const { clock, log, network, env, signal, report } = host;
  return { region: chosen, clock, log, network, env, signal, calls: new Map(), wrote: () => report.wrote() };
}
