import { join } from 'node:path';
import { keyOf } from './claim-host-name.ts';
import { LabError } from './lab-error.ts';
import { lockMachine } from './lock-machine.ts';
import { certificateOf, dockerHostOf, type LabPlan, logOf, pidFileOf } from './plan-lab.ts';
import { readProcessFile } from './process-file.ts';
import { runCommand } from './run-command.ts';
import { startProcess } from './start-process.ts';

/** What a running service of the lab answers to, as the rest of the lab names it. */
export const endpointOf = ({ ports }: LabPlan, name: 'aws' | 'ministack' | 'github'): string =>
  `http://127.0.0.1:${ports[name]}`;

/**
 * AWS for the lab: tasks are containers of the engine, and ECR is a registry under its own host name. It becomes the holder
 * of the machine's lock, since it has port 443.
 */
export async function startLocalAws(plan: LabPlan): Promise<string> {
  const pidFile = pidFileOf(plan, 'aws');
  if (readProcessFile(pidFile) === undefined) await needPort443();
  const did = await startProcess({
    name: 'local-aws',
    command: process.execPath,
    args: [
      ...[join(plan.root, 'local-aws', 'main.ts'), '--port', String(plan.ports.aws), '--timing', 'fast', '--json'],
      ...[
        '--region',
        plan.region,
        '--account',
        plan.account,
        '--runtime',
        'docker',
        '--docker-host',
        dockerHostOf(plan),
      ],
      ...['--registry-port', '443', '--registry-certificate', certificateOf(plan), '--registry-key', keyOf(plan)],
      ...['--identity-provider', `${endpointOf(plan, 'github')}/_oidc`],
      ...['--registry-backend', `http://127.0.0.1:${plan.ports.layers}`],
    ],
    pidFile,
    log: logOf(plan, 'aws'),
    ready: async () => (await fetch(`${endpointOf(plan, 'aws')}/_local-aws/calls`)).ok,
  });
  const pid = readProcessFile(pidFile)?.pid;
  if (pid !== undefined) lockMachine(plan.root, pid);
  return `${endpointOf(plan, 'aws')} and ${plan.registry} ${did}`;
}

async function needPort443(): Promise<void> {
  const listening = await runCommand('ss', [
    '--listening',
    '--tcp',
    '--numeric',
    '--processes',
    '--no-header',
    'sport = :443',
  ]);
  const taken = listening.split('\n').find((line) => /\s(127\.0\.0\.1|0\.0\.0\.0|\*|\[::\]):443\s/.test(line));
  if (taken === undefined) return;
  const who = /users:\(\("([^"]+)",pid=(\d+)/.exec(taken);
  const holder = who === null ? 'a program' : `${who[1]} (process ${who[2]})`;
  throw new LabError(
    `${holder} listens on port 443, which ECR's host name needs on this machine: end it, then up again`,
  );
}
