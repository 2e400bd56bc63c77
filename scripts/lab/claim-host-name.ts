import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { editHosts, withHost, withoutHosts } from './edit-hosts.ts';
import { unlockMachine } from './lock-machine.ts';
import { certificateOf, type LabPlan } from './plan-lab.ts';
import { runCommand } from './run-command.ts';

export const keyOf = ({ folder }: LabPlan): string => join(folder, 'certificates', 'registry-key.pem');
const trustedBy = (registry: string) => join('/etc/docker/certs.d', registry);

/**
 * ECR's host name on this machine: a certificate for it that the engine trusts, and a line in /etc/hosts. The machine's
 * lock is this lab's already.
 */
export async function claimHostName(plan: LabPlan): Promise<string> {
  const certificate = certificateOf(plan);
  const made = !existsSync(certificate);
  if (made) {
    const subject = ['-subj', `/CN=${plan.registry}`, '-addext', `subjectAltName=DNS:${plan.registry}`];
    const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-keyout', keyOf(plan), '-out', certificate];
    await runCommand('openssl', ['req', ...kind, ...subject]);
  }
  mkdirSync(trustedBy(plan.registry), { recursive: true });
  copyFileSync(certificate, join(trustedBy(plan.registry), 'ca.crt'));
  const edited = editHosts((text) => withHost(text, plan.registry));
  return made || edited ? `${plan.registry} leads here` : 'was there';
}

/** Takes the line and the trust away, unless they are another living lab's by now. */
export function releaseHostName(plan: LabPlan): string {
  if (!unlockMachine(plan.root)) return 'belongs to another lab';
  rmSync(trustedBy(plan.registry), { recursive: true, force: true });
  return editHosts(withoutHosts) ? 'line in /etc/hosts removed' : 'was not there';
}
