import { networkInterfaces } from 'node:os';
import type { LabPlan } from './plan-lab.ts';
import { runCommand } from './run-command.ts';

/** The network of the engine's containers, with an address of this machine in it: so they reach the database, and we them. */
export async function startBridge({ bridge }: LabPlan): Promise<string> {
  if (await exists(bridge.name)) return `${bridge.address} was there`;
  await runCommand('ip', ['link', 'add', bridge.name, 'type', 'bridge']);
  await runCommand('ip', ['address', 'add', `${bridge.address}/24`, 'dev', bridge.name]);
  await runCommand('ip', ['link', 'set', bridge.name, 'up']);
  return bridge.address;
}

export async function stopBridge({ bridge }: LabPlan): Promise<string> {
  if (!(await exists(bridge.name))) return 'was not there';
  await runCommand('ip', ['link', 'delete', bridge.name]);
  return 'removed';
}

/** Whether the interface has its address; one without containers is down, and Node lists it all the same only when it is up. */
async function exists(name: string): Promise<boolean> {
  if (name in networkInterfaces()) return true;
  return runCommand('ip', ['link', 'show', name]).then(
    () => true,
    () => false,
  );
}
