import type { Aws } from '#aws/client';
import type { Host } from '#report/host';
import type { EcsOptions } from './ecs-context.ts';
import { createEcsPlatform, type EcsPlatform } from './platform.ts';

/** The inputs that decide when a rollout counts as doomed. */
export interface WatchInputs {
  readonly 'fail-fast'?: boolean;
  readonly 'fail-fast-grace-seconds'?: number;
}

/** What a run of an action is, for ECS. `budgetMs`: how long it may take at most. */
export function ecsOptions({ run }: Pick<Host, 'run'>, inputs: WatchInputs, budgetMs: number): EcsOptions {
  const { release, commit, repository } = run;
  const grace = inputs['fail-fast-grace-seconds'];
  return {
    release,
    budgetMs,
    ...(commit === undefined ? {} : { commit }),
    ...(repository === undefined ? {} : { repository }),
    watch: {
      failFast: inputs['fail-fast'] ?? true,
      ...(grace === undefined ? {} : { graceMs: grace * 1_000 }),
    },
  };
}

/** The ECS platform of an action's run; `more`: what the action wants besides. */
export const openEcsPlatform = (
  aws: Aws,
  host: Host,
  inputs: WatchInputs,
  budgetMs: number,
  more: Pick<EcsOptions, 'looksAhead'> = {},
): Promise<EcsPlatform> => createEcsPlatform(aws, { ...ecsOptions(host, inputs, budgetMs), ...more });
