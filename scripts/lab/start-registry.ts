import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LabPlan, logOf, pidFileOf } from './plan-lab.ts';
import { startProcess } from './start-process.ts';

/** `layers` keeps what is pushed to ECR, behind local-aws; `hub` stands where docker.io is, with the lab's own images. */
export type Registry = 'layers' | 'hub';

/** One of the two registries, Debian's docker-registry on loopback. */
export async function startRegistry(plan: LabPlan, name: Registry): Promise<string> {
  const url = `http://127.0.0.1:${plan.ports[name]}`;
  const folder = join(plan.data, name);
  mkdirSync(folder, { recursive: true });
  const settings = join(plan.run, `${name}.json`);
  // JSON is YAML.
  const content = {
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${plan.ports[name]}`, relativeurls: true },
  };
  writeFileSync(settings, JSON.stringify(content));
  const did = await startProcess({
    name: `docker-registry (${name})`,
    command: '/usr/bin/docker-registry',
    args: ['serve', settings],
    pidFile: pidFileOf(plan, name),
    log: logOf(plan, name),
    ready: async () => (await fetch(`${url}/v2/`)).ok,
  });
  return `${url} ${did}`;
}
