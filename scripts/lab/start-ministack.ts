import { join } from 'node:path';
import { dockerHostOf, type LabPlan, logOf, pidFileOf } from './plan-lab.ts';
import { endpointOf } from './start-local-aws.ts';
import { startProcess } from './start-process.ts';

/** MiniStack, an AWS that none of us wrote, with the same engine behind it. */
export async function startMinistack(plan: LabPlan): Promise<string> {
  const url = endpointOf(plan, 'ministack');
  const did = await startProcess({
    name: 'ministack',
    command: join(plan.folder, 'bin', 'ministack'),
    args: [],
    env: {
      DOCKER_HOST: dockerHostOf(plan),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(plan.ports.ministack),
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      HOME: join(plan.folder, 'home'),
    },
    pidFile: pidFileOf(plan, 'ministack'),
    log: logOf(plan, 'ministack'),
    ready: async () => (await fetch(`${url}/_ministack/health`)).ok,
  });
  return `${url} ${did}`;
}
