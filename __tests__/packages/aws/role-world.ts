import { connect } from '#aws/connect';
import type { RoleWish } from '#aws/inputs';
import { workAs } from '#aws/work-as';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { createLocalAws } from '../../../local-aws/index.ts';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import { inProcessHost } from '../../support/host.ts';
import { idToken } from '../../support/id-token.ts';

export const role = 'arn:aws:iam::111122223333:role/ci/deploy';

export interface RoleWorldOptions {
  /** Claims of the job's token; `none`: the job may not have one. */
  readonly claims?: Readonly<Record<string, unknown>> | 'none';
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly issuers?: readonly string[];
  /** What stands between the job and AWS. */
  readonly through?: (far: Far) => Far;
}

type Far = ReturnType<typeof inProcess>;

/** A job of acme/shop and an account, on virtual time. */
export function roleWorld({ claims = {}, env = {}, issuers, through = (far) => far }: RoleWorldOptions = {}) {
  const clock = new VirtualClock();
  const local = createLocalAws({
    clock,
    region: 'eu-west-1',
    ...(issuers === undefined ? {} : { sts: { issuers } }),
  });
  const asked: string[] = [];
  const host = inProcessHost(clock, {
    network: { aws: through(inProcess(local, (work) => clock.busy(work))) },
    env: { AWS_ACCESS_KEY_ID: 'AKIAAMBIENT', AWS_SECRET_ACCESS_KEY: 'ambient-secret', ...env },
    ...(claims === 'none'
      ? {}
      : {
          idToken: async (audience: string) => {
            asked.push(audience);
            return idToken({ aud: audience, ...claims });
          },
        }),
  });
  return {
    clock,
    local,
    host,
    /** Audiences that tokens were asked for. */
    asked,
    /** Operations of STS that were called. */
    minted: () => local.calls.filter(({ operation }) => /AssumeRole/.test(operation)).map(({ operation }) => operation),
    open: (wish: RoleWish = {}) => workAs(connect(host, 'eu-west-1'), { 'role-to-assume': role, ...wish }, host),
  };
}
