import { cluster } from '../support/fill-shop.ts';
import { type FarSide, service } from './far-side.ts';

/** Milliseconds that the registration takes, and between two looks for it. */
const [slow, pause] = [300, 50];

/**
 * Somebody leaves a rollout of three tasks no room, floor(3 × 125 %) = ceil(3 × 100 %), after it was planned: while the
 * revision is being registered. Percentages that are so before are told before anything is written.
 */
export function narrowMeanwhile({ shop }: FarSide): void {
  const { aws, ecs } = shop;
  const register = 'ecs:RegisterTaskDefinition';
  const before = aws.calls.length;
  aws.faults.add({ operation: register, do: { kind: 'latency', ms: slow } });
  const deploymentConfiguration = { minimumHealthyPercent: 100, maximumPercent: 125 };
  const look = () => {
    const isSeen = aws.calls.slice(before).some(({ operation }) => operation === register);
    if (isSeen) void ecs.call('UpdateService', { cluster, service, deploymentConfiguration });
    else aws.world.clock.at(aws.world.clock.now() + pause, look);
  };
  aws.world.clock.at(aws.world.clock.now() + pause, look);
}
