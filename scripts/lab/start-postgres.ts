import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from './lab-error.ts';
import { type LabPlan, logOf, pidFileOf } from './plan-lab.ts';
import { runCommand } from './run-command.ts';
import { startProcess } from './start-process.ts';

/** A PostgreSQL on loopback and on the address that containers see, as the user `postgres`: it refuses to be root. */
export async function startPostgres(plan: LabPlan): Promise<string> {
  const bin = programs();
  const owner = await account();
  const { port, user } = { port: plan.ports.postgres, user: plan.postgres.user };
  const data = join(plan.data, 'postgres');
  if (!existsSync(join(data, 'PG_VERSION'))) await create(plan, bin, data, owner);
  const did = await startProcess({
    name: 'postgres',
    command: join(bin, 'postgres'),
    args: [
      ...['-D', data, '-p', String(port), '-h', `127.0.0.1,${plan.bridge.address}`, '-k', ''],
      // Nothing here outlives the lab; many tests make a database each.
      ...['-c', 'fsync=off', '-c', 'max_connections=200'],
    ],
    pidFile: pidFileOf(plan, 'postgres'),
    log: logOf(plan, 'postgres'),
    ...owner,
    ready: async () => {
      await runCommand(join(bin, 'pg_isready'), ['-q', '-h', plan.bridge.address, '-p', String(port), '-U', user]);
      return true;
    },
  });
  return `127.0.0.1:${port} ${did}`;
}

async function create(plan: LabPlan, bin: string, data: string, owner: { uid: number; gid: number }): Promise<void> {
  const { user, password } = plan.postgres;
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  chownSync(data, owner.uid, owner.gid);
  chmodSync(data, 0o700);
  const secret = join(plan.run, 'postgres-password');
  writeFileSync(secret, password, { mode: 0o600 });
  chownSync(secret, owner.uid, owner.gid);
  const trust = ['--auth-local', 'reject', '--auth-host', 'scram-sha-256', '--pwfile', secret];
  const kind = ['--username', user, '--encoding', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'];
  try {
    await runCommand(join(bin, 'initdb'), ['-D', data, ...kind, ...trust], {
      ...owner,
      cwd: '/',
      log: logOf(plan, 'postgres'),
    });
  } finally {
    rmSync(secret);
  }
  const rules = ['127.0.0.1/32', plan.bridge.subnet].map((from) => `host all all ${from} scram-sha-256\n`);
  writeFileSync(join(data, 'pg_hba.conf'), rules.join(''));
}

/** The folder of the newest version that Debian has installed. */
function programs(): string {
  const folder = '/usr/lib/postgresql';
  const versions = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+$/.test(name)) : [];
  const newest = versions.map(Number).sort((a, b) => b - a)[0];
  if (newest === undefined) throw new LabError(`there is no PostgreSQL in ${folder}`);
  return join(folder, String(newest), 'bin');
}

async function account(): Promise<{ readonly uid: number; readonly gid: number }> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((what) => runCommand('id', [what, 'postgres'])));
  return { uid: Number(uid), gid: Number(gid) };
}
