import type { CreateTargetGroupCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { twoColours } from '../local-aws/ecs/by-stages.ts';
import { cluster, definition, type Shop } from '../support/shop.ts';

interface Coloured {
  readonly name: string;
  readonly group: Partial<CreateTargetGroupCommandInput>;
}

/** A service in the shop behind two target groups, between which traffic moves by stages. It serves `v2`. */
export async function addColouredService(shop: Shop, { name, group }: Coloured): Promise<void> {
  const { loadBalancer } = await twoColours(shop, 'app', group);
  await shop.ecs.call('RegisterTaskDefinition', definition(name, shop.push(name, 'v2')));
  await shop.ecs.call('CreateService', {
    cluster,
    serviceName: name,
    taskDefinition: name,
    desiredCount: 1,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
    deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
    loadBalancers: [loadBalancer],
  });
  await shop.clock.advance(180_000);
}
