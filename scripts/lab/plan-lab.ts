import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, networkInterfaces } from 'node:os';
import { join } from 'node:path';

const services = ['aws', 'layers', 'hub', 'postgres', 'ministack', 'github'] as const;
type Ports = Readonly<Record<(typeof services)[number], number>>;

/** Where everything of one lab is. Made once by `up`, kept in `.lab/plan.json` until `down`. */
export interface LabPlan {
  readonly v: 1;
  /** Eight hex digits, made of the checkout's path: two checkouts have two labs. */
  readonly id: string;
  /** The checkout. */
  readonly root: string;
  /** `.lab` of the checkout. */
  readonly folder: string;
  /** Tools and images, shared by all checkouts of this machine. */
  readonly cache: string;
  /** What may grow: the engine's images, the registries' layers, the database. Not in the checkout, whose tools read all of it. */
  readonly data: string;
  /** Sockets: their paths have 107 bytes at most. */
  readonly run: string;
  readonly account: string;
  readonly region: string;
  /** Host name of ECR. */
  readonly registry: string;
  /** The network of the engine's containers: the machine has `address` in it. */
  readonly bridge: { readonly name: string; readonly address: string; readonly subnet: string };
  readonly ports: Ports;
  readonly postgres: { readonly user: string; readonly password: string };
}

/** The plan of this checkout's lab: the one that it has, else a new one with ports and a network that are free. */
export async function planLab(root: string, env: Readonly<Record<string, string | undefined>>): Promise<LabPlan> {
  const known = readPlan(root);
  const plan = known ?? (await newPlan(root, env));
  for (const folder of ['logs', 'pids', 'bin', 'home', 'certificates', 'docker']) {
    mkdirSync(join(plan.folder, folder), { recursive: true });
  }
  for (const folder of [plan.cache, plan.data, plan.run]) mkdirSync(folder, { recursive: true });
  if (known === undefined) writeFileSync(planFile(root), `${JSON.stringify(plan, undefined, 2)}\n`);
  return plan;
}

/** The plan that an `up` has made here; `undefined` before it and after `down`. */
export function readPlan(root: string): LabPlan | undefined {
  return existsSync(planFile(root)) ? JSON.parse(readFileSync(planFile(root), 'utf8')) : undefined;
}

export const planFile = (root: string): string => join(root, '.lab', 'plan.json');
export const pidFileOf = ({ folder }: LabPlan, name: string): string => join(folder, 'pids', `${name}.json`);
export const logOf = ({ folder }: LabPlan, name: string): string => join(folder, 'logs', `${name}.log`);
export const dockerHostOf = ({ run }: LabPlan): string => `unix://${join(run, 'docker.sock')}`;
export const certificateOf = ({ folder }: LabPlan): string => join(folder, 'certificates', 'registry.pem');

/** The folder for tools: `$DEPLOY_ACTIONS_LAB_CACHE`, else one in the user's cache. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  return env.DEPLOY_ACTIONS_LAB_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'deploy-actions', 'lab');
}

async function newPlan(root: string, env: Readonly<Record<string, string | undefined>>): Promise<LabPlan> {
  const id = createHash('sha256').update(root).digest('hex').slice(0, 8);
  const account = '123456789012';
  const region = 'eu-central-1';
  const network = freeNetwork(
    Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((one) => one.address)),
  );
  return {
    v: 1,
    id,
    root,
    folder: join(root, '.lab'),
    cache: cacheFolder(env),
    data: `/var/lib/deploy-actions-lab/${id}`,
    run: `/run/deploy-actions-lab/${id}`,
    account,
    region,
    registry: `${account}.dkr.ecr.${region}.amazonaws.com`,
    // Names of network interfaces have 15 characters at most.
    bridge: { name: `lab-${id}`, address: `${network}.1`, subnet: `${network}.0/24` },
    ports: await freePorts(),
    postgres: { user: 'lab', password: randomBytes(12).toString('hex') },
  };
}

/** The first of 172.29.64 to 172.29.254 in which this machine has no address. */
export function freeNetwork(addresses: readonly string[]): string {
  const networks = Array.from({ length: 191 }, (_, index) => `172.29.${64 + index}`);
  const free = networks.find((network) => !addresses.some((address) => address.startsWith(`${network}.`)));
  return free ?? '172.29.64';
}

/** One free port of 127.0.0.1 a service; all are held until the last is found, so that they differ. */
async function freePorts(): Promise<Ports> {
  const servers = await Promise.all(
    services.map(async (service) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const server = createServer().once('error', reject).listen(0, '127.0.0.1', resolve);
      await promise;
      const address = server.address();
      return { service, server, port: typeof address === 'object' && address !== null ? address.port : 0 };
    }),
  );
  await Promise.all(servers.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  const port = (name: (typeof services)[number]) => servers.find(({ service }) => service === name)?.port ?? 0;
  return {
    aws: port('aws'),
    layers: port('layers'),
    hub: port('hub'),
    postgres: port('postgres'),
    ministack: port('ministack'),
    github: port('github'),
  };
}
