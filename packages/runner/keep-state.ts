import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import type { Environment } from './environment.ts';

const name = 'deploy_actions';

/** Bytes. Linux starts no program with a longer environment variable than 128 KiB, and post gets its state in one. */
export const longestVariable = 100_000;

type Saved = { readonly v: 1; readonly state: unknown } | { readonly v: 1; readonly file: string };

/** Saves `state` for the post entry before it returns; of several values the last counts. Without a runner nobody reads it. */
export function keepState(state: unknown, env: Environment): void {
  if (!env.GITHUB_STATE) return;
  const text = JSON.stringify({ v: 1, state });
  core.saveState(name, Buffer.byteLength(text) <= longestVariable ? text : savedAside(text, env));
}

/** What the main entry kept; `undefined` when it kept nothing, so that there is nothing to finish. */
export function keptState(env: Environment): { readonly state: unknown } | undefined {
  const text = env[`STATE_${name}`];
  if (!text) return undefined;
  const saved = JSON.parse(text) as Saved;
  const { state } = 'file' in saved ? JSON.parse(readFileSync(saved.file, 'utf8')) : saved;
  return { state };
}

/** Writes the state to a file of the job and returns what leads to it. */
function savedAside(text: string, env: Environment): string {
  const file = join(mkdtempSync(join(env.RUNNER_TEMP || tmpdir(), 'state-')), 'state.json');
  writeFileSync(file, text, { mode: 0o600 });
  return JSON.stringify({ v: 1, file } satisfies Saved);
}
