import { networkInterfaces } from 'node:os';
import type { LabPlan } from './plan-lab.ts';
import { runCommand } from './run-command.ts';

/** The network of the engine's containers, with an address of this machine in it: so they reach the database, and we them. */
export async function startBridge({ bridge }: LabPlan): Promise<string> {
  const there = await exists(bridge.name);
  if (!there) {
    await runCommand('ip', ['link', 'add', bridge.name, 'type', 'bridge']);
    await runCommand('ip', ['address', 'add', `${bridge.address}/24`, 'dev', bridge.name]);
    await runCommand('ip', ['link', 'set', bridge.name, 'up']);
  }
  // Another engine of this machine lets nothing through that it does not know; where nothing filters, no rule is needed.
  if (!(await filter('--check', bridge.name))) await filter('--insert', bridge.name);
  return there ? `${bridge.address} was there` : bridge.address;
}

export async function stopBridge({ bridge }: LabPlan): Promise<string> {
  while (await filter('--delete', bridge.name));
  if (!(await exists(bridge.name))) return 'was not there';
  await runCommand('ip', ['link', 'delete', bridge.name]);
  return 'removed';
}

/** Node lists an interface only when it is up. */
const exists = async (name: string): Promise<boolean> =>
  name in networkInterfaces() || succeeds('ip', ['link', 'show', name]);

/** The one rule of the lab in the firewall: its containers may talk to each other. */
const filter = (what: '--check' | '--insert' | '--delete', name: string): Promise<boolean> =>
  succeeds('iptables', [
    '--wait',
    what,
    'FORWARD',
    '--in-interface',
    name,
    '--out-interface',
    name,
    '--jump',
    'ACCEPT',
  ]);

const succeeds = (command: string, args: readonly string[]): Promise<boolean> =>
  runCommand(command, args).then(
    () => true,
    () => false,
  );
