import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { Aws } from './client.ts';

/** The connection of a run with the credentials of the environment. Throws `invalid-input` when no region is known. */
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
  const { clock, log, network, env, signal } = host;
  return { region: chosen, clock, log, network, env, signal, calls: new Map() };
}
