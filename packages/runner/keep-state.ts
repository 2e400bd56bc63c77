import * as core from '@actions/core';
import type { Environment } from './environment.ts';

const name = 'deploy_actions';

/** Saves `state` for the post entry before it returns; of several values the last counts. Without a runner nobody reads it. */
export function keepState(state: unknown, env: Environment): void {
  if (env.GITHUB_STATE) core.saveState(name, JSON.stringify({ v: 1, state }));
}

/** What the main entry kept; `undefined` when it kept nothing, so that there is nothing to finish. */
export function keptState(env: Environment): { readonly state: unknown } | undefined {
  const text = env[`STATE_${name}`];
  if (!text) return undefined;
  const kept = JSON.parse(text) as { state: unknown };
  return { state: kept.state };
}
