import type { CreateTargetGroupCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { twoColours } from '../local-aws/ecs/by-stages.ts';
import { addServing } from '../support/balanced-service.ts';
import type { Shop } from '../support/shop.ts';

interface Coloured {
  readonly name: string;
  readonly group: Partial<CreateTargetGroupCommandInput>;
}

/** A service in the shop behind two target groups, between which traffic moves by stages. It serves `v2`. */
export async function addColouredService(shop: Shop, { name, group }: Coloured): Promise<void> {
  const { loadBalancer } = await twoColours(shop, 'app', group);
  await addServing(shop, name, {
    deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
    loadBalancers: [loadBalancer],
  });
}
