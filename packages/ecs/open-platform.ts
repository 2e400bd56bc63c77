import type { Aws } from '#aws/client';
import type { Host } from '#report/host';
import { createEcsPlatform, type EcsPlatform } from './platform.ts';

/** The inputs that decide how a run behaves, as every action that deploys has them. */
export interface RunInputs {
  readonly 'fail-fast'?: boolean;
  readonly 'fail-fast-grace-seconds'?: number;
  readonly 'allow-older'?: boolean;
}

/** The ECS platform of an action's run. `budgetMs`: how long the run may take at most. */
export function openEcsPlatform(aws: Aws, host: Host, inputs: RunInputs, budgetMs: number): Promise<EcsPlatform> {
  const { release, commit, repository } = host.run;
  const grace = inputs['fail-fast-grace-seconds'];
  return createEcsPlatform(aws, {
    release,
    budgetMs,
    ...(commit === undefined ? {} : { commit }),
    ...(repository === undefined ? {} : { repository }),
    ...(inputs['allow-older'] === undefined ? {} : { allowOlder: inputs['allow-older'] }),
    watch: {
      failFast: inputs['fail-fast'] ?? true,
      ...(grace === undefined ? {} : { graceMs: grace * 1_000 }),
    },
  });
}
