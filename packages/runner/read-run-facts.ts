import { notGiven } from '#base/input-kinds';
import type { RunFacts } from '#report/write-report';
import { type Environment, inputVariable } from './environment.ts';

/** What the runner says about this run. The release id is the input's, else `<run id>-<attempt>`, else made of `now` (ms). */
export function readRunFacts(action: string, env: Environment, now: number): RunFacts {
  const input = (name: string) => {
    const value = env[inputVariable(name)]?.trim();
    return value === notGiven ? undefined : value;
  };
  const { GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt = '1', GITHUB_REPOSITORY: repository } = env;
  const minted = run ? `${run}-${attempt}` : `local-${now}`;
  const server = env.GITHUB_SERVER_URL || 'https://github.com';
  return {
    action,
    release: input('release-id') || minted,
    ...some('environment', input('environment')),
    ...some('repository', repository),
    ...some('commit', env.GITHUB_SHA),
    ...some('actor', env.GITHUB_TRIGGERING_ACTOR || env.GITHUB_ACTOR),
    ...some(
      'runUrl',
      run && repository ? `${server}/${repository}/actions/runs/${run}/attempts/${attempt}` : undefined,
    ),
  };
}

const some = <Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } =>
  (value ? { [key]: value } : {}) as { [K in Key]?: string };
