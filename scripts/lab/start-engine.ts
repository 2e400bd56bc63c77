import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerHostOf, type LabPlan, logOf, pidFileOf } from './plan-lab.ts';
import { readProcessFile } from './process-file.ts';
import { runCommand } from './run-command.ts';
import { startProcess } from './start-process.ts';

/** What `docker` of the lab has to be told. */
export const dockerEnvironment = (plan: LabPlan) => ({
  DOCKER_HOST: dockerHostOf(plan),
  DOCKER_CONFIG: join(plan.folder, 'docker'),
});

/** Runs the lab's docker client. */
export const docker = (plan: LabPlan, ...args: readonly string[]): Promise<string> =>
  runCommand(join(plan.folder, 'bin', 'docker'), args, { env: dockerEnvironment(plan) });

/**
 * Debian's Docker engine with folders, a socket and a network of its own. It writes no firewall rules, since it would leave
 * them behind: published ports go through its proxy, and containers reach each other and this machine, nothing beyond it.
 */
export async function startEngine(plan: LabPlan): Promise<string> {
  const pidFile = pidFileOf(plan, 'engine');
  if (readProcessFile(pidFile) === undefined) forgetLast(plan);
  const did = await startProcess({
    name: 'dockerd',
    command: '/usr/sbin/dockerd',
    args: [
      ...[
        '--host',
        dockerHostOf(plan),
        '--data-root',
        join(plan.data, 'engine'),
        '--exec-root',
        join(plan.run, 'engine'),
      ],
      ...['--pidfile', join(plan.run, 'dockerd.pid'), '--bridge', plan.bridge.name],
      ...['--iptables=false', '--ip6tables=false', '--registry-mirror', `http://127.0.0.1:${plan.ports.hub}`],
      ...runtimeArguments(plan),
    ],
    pidFile,
    log: logOf(plan, 'engine'),
    timeoutMs: 60_000,
    ready: async () => (await docker(plan, 'info', '--format', '{{.ServerVersion}}')) !== '',
  });
  // Containers of an engine that was killed still have their names.
  if (did === 'started') await docker(plan, 'container', 'prune', '--force');
  return `${await docker(plan, 'version', '--format', '{{.Server.Version}}')} ${did}`;
}

/** What an earlier engine left: its own pid file, which stops a new one, and the network of its lab, whose address the bridge would get. */
function forgetLast(plan: LabPlan): void {
  rmSync(join(plan.run, 'dockerd.pid'), { force: true });
  rmSync(join(plan.data, 'engine', 'network'), { recursive: true, force: true });
}

/**
 * runc asks for every capability that a privileged container may have, and fails where the machine itself lacks one; there
 * it gets a wrapper that asks for less.
 */
function runtimeArguments(plan: LabPlan): readonly string[] {
  if (hasSysResource(readFileSync('/proc/self/status', 'utf8'))) return [];
  const wrapper = join(plan.run, 'runc');
  writeFileSync(
    wrapper,
    `#!/bin/bash
previous= file=
for word in "$@"; do
  case $previous in --bundle | -b) file=$word/config.json ;; --process | -p) file=$word ;; esac
  previous=$word
done
[ -n "$file" ] && sed -i 's/"CAP_SYS_RESOURCE",//g; s/,"CAP_SYS_RESOURCE"//g' "$file"
exec /usr/sbin/runc "$@"
`,
    { mode: 0o755 },
  );
  return ['--add-runtime', `lab=${wrapper}`, '--default-runtime', 'lab'];
}

/** Whether the bounding set in the text of /proc/self/status has CAP_SYS_RESOURCE, which is bit 24 (capabilities(7)). */
export function hasSysResource(status: string): boolean {
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return bounding === undefined || ((BigInt(`0x${bounding}`) >> 24n) & 1n) === 1n;
}
