import type { LocalAws } from '../index.ts';
import type { Options } from './read-options.ts';

/** Everything another program has to know of a running local-aws: the line of `--json`. */
export interface Addresses {
  readonly pid: number;
  /** `http://127.0.0.1:4599`. */
  readonly endpoint: string;
  /** Where `faults`, `calls` and the other controls are: `http://127.0.0.1:4599/_local-aws`. */
  readonly controls: string;
  readonly region: string;
  readonly account: string;
  readonly runtime: string;
  /** ECR's host name as image references have it, and where it really listens (when it does). */
  readonly registry: { readonly host: string; readonly url?: string };
}

export function addressesOf(aws: LocalAws, url: string, options: Options, registryUrl: string | undefined): Addresses {
  return {
    pid: process.pid,
    endpoint: url,
    controls: `${url}/_local-aws`,
    region: aws.world.region,
    account: aws.world.account,
    runtime: options.runtime,
    registry: { host: aws.ecr.host, ...(registryUrl === undefined ? {} : { url: registryUrl }) },
  };
}

/** Ready to be pasted into a shell. */
export function printEnvironment({ endpoint, region, registry }: Addresses): string {
  const listens = registry.url === undefined ? '' : `its registry ${registry.host} listens on ${registry.url}\n`;
  return `local-aws listens on ${endpoint}
${listens}
export AWS_ENDPOINT_URL=${endpoint}
export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
export AWS_ACCESS_KEY_ID=AKIALOCAL
export AWS_SECRET_ACCESS_KEY=local
`;
}
