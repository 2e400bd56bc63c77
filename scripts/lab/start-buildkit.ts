import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkTo } from './install-tool.ts';
import { certificateOf, type LabPlan, logOf, pidFileOf } from './plan-lab.ts';
import { runCommand } from './run-command.ts';
import { docker, dockerEnvironment } from './start-engine.ts';
import { startProcess } from './start-process.ts';

export const builder = 'lab';

/** BuildKit beside the engine, as a builder of buildx: it exports caches and attests, which the engine's own cannot. */
export async function startBuildkit(plan: LabPlan): Promise<string> {
  const socket = `unix://${join(plan.run, 'buildkit.sock')}`;
  const settings = join(plan.run, 'buildkit.toml');
  writeFileSync(settings, settingsOf(plan, socket));
  const bin = join(plan.folder, 'bin');
  const did = await startProcess({
    name: 'buildkitd',
    command: join(bin, 'buildkitd'),
    args: ['--config', settings],
    pidFile: pidFileOf(plan, 'buildkit'),
    log: logOf(plan, 'buildkit'),
    ready: async () => (await runCommand(join(bin, 'buildctl'), ['--addr', socket, 'debug', 'workers'])) !== '',
  });
  const plugins = join(dockerEnvironment(plan).DOCKER_CONFIG, 'cli-plugins');
  mkdirSync(plugins, { recursive: true });
  linkTo(join(bin, 'docker-buildx'), join(plugins, 'docker-buildx'));
  const known = await docker(plan, 'buildx', 'ls', '--format', '{{.Name}}');
  if (!known.split('\n').includes(builder)) {
    await docker(plan, 'buildx', 'create', '--name', builder, '--driver', 'remote', socket);
  }
  return `builder "${builder}" ${did}`;
}

/** TOML; its strings are written as JSON's. */
function settingsOf(plan: LabPlan, socket: string): string {
  const text = (value: string) => JSON.stringify(value);
  const hub = `127.0.0.1:${plan.ports.hub}`;
  return `root = ${text(join(plan.data, 'buildkit'))}
[grpc]
  address = [${text(socket)}]
[worker.oci]
  binary = "/usr/sbin/runc"
  networkMode = "host"
[worker.containerd]
  enabled = false
[registry."docker.io"]
  mirrors = [${text(hub)}]
[registry.${text(hub)}]
  http = true
[registry.${text(plan.registry)}]
  ca = [${text(certificateOf(plan))}]
`;
}
