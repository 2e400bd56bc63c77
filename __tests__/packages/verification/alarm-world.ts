import type { Aws } from '#aws/client';
import type { CheckContext } from '#rollout/check';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { createLocalAws, type LocalAws } from '../../../local-aws/index.ts';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import { inProcessHost } from '../../support/host.ts';
import { part, type Scene, scene } from './far-end.ts';

/** The alarms of an account behind our own client, and the surroundings of a check of a rollout that began just now. */
export interface AlarmWorld extends Scene {
  readonly far: LocalAws;
  readonly aws: Aws;
}

export function alarmWorld(more: Partial<CheckContext> = {}): AlarmWorld {
  const clock = new VirtualClock();
  const far = createLocalAws({ clock });
  const host = inProcessHost(clock, { network: { aws: inProcess(far, (work) => clock.busy(work)) } });
  const aws: Aws = { ...host, region: far.world.region, calls: new Map() };
  const parts = [{ ...part('web'), startedAt: clock.now() + 60_000 }];
  return { far, aws, ...scene({ parts, ...more }, clock) };
}

/** Time before the rollout: alarms that are set now were red before it. */
export async function begin({ clock }: AlarmWorld): Promise<void> {
  await clock.advance(60_000);
}
