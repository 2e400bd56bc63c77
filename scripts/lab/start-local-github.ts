import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab-file.ts';
import { type LabPlan, logOf, pidFileOf } from './plan-lab.ts';
import { startProcess } from './start-process.ts';

/** GitHub's API and its OIDC server on loopback. */
export async function startLocalGithub(plan: LabPlan): Promise<string> {
  const did = await startProcess({
    name: 'local-github',
    command: process.execPath,
    args: [join(plan.root, 'local-github', 'main.ts'), '--port', String(plan.ports.github)],
    pidFile: pidFileOf(plan, 'github'),
    log: logOf(plan, 'github'),
    ready: async () => readGithub(plan) !== undefined,
  });
  return `${readGithub(plan)?.api} ${did}`;
}

/** What it said of itself when it was ready: one line of JSON. */
export function readGithub(plan: LabPlan): Lab['github'] | undefined {
  const log = logOf(plan, 'github');
  const line = existsSync(log) && /^\{.*"api".*\}$/m.exec(readFileSync(log, 'utf8'))?.[0];
  if (!line) return undefined;
  const { api, oidc, token, oidcToken }: Lab['github'] = JSON.parse(line);
  return { api, oidc, token, oidcToken };
}
