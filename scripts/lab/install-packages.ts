import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { LabError } from './lab-error.ts';
import { type LabPlan, logOf } from './plan-lab.ts';
import { runCommand } from './run-command.ts';

const packages = [
  ...['docker.io', 'containerd', 'runc', 'iptables', 'iproute2', 'docker-registry', 'busybox-static'],
  ...['postgresql', 'postgresql-client', 'python3-venv', 'mmdebstrap', 'shellcheck', 'openssl', 'zstd', 'git'],
];
const policy = '/usr/sbin/policy-rc.d';

/** Debian's packages that the lab is made of. Installs what is missing, and starts none of their services. */
export async function installPackages(plan: LabPlan): Promise<string> {
  const missing = await missingPackages();
  if (missing.length === 0) return 'were there';
  const log = logOf(plan, 'packages');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // What invoke-rc.d asks: without it Debian starts a registry on all addresses, and a database on its usual port.
  const quiet = !existsSync(policy);
  if (quiet) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await runCommand('apt-get', ['update'], { env, log });
    const install = ['install', '--yes', '--no-install-recommends', '--option', 'DPkg::Lock::Timeout=300'];
    await runCommand('apt-get', [...install, ...missing], { env, log });
  } finally {
    if (quiet) rmSync(policy);
  }
  return `installed ${missing.join(' ')}`;
}

async function missingPackages(): Promise<readonly string[]> {
  if (!existsSync('/usr/bin/apt-get')) {
    throw new LabError('the lab needs Debian: there is no apt-get to install Docker, PostgreSQL and the others with');
  }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg fills it in
  const format = ['--show', '--showformat', '${Package} ${db:Status-Status}\\n'];
  const known = await runCommand('dpkg-query', format);
  const installed = new Set(known.split('\n').filter((line) => line.endsWith(' installed')));
  return packages.filter((name) => !installed.has(`${name} installed`));
}
