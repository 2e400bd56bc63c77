import { type Ran, type RunOptions, run } from '../support/deploy.ts';
import { idToken } from '../support/id-token.ts';
import type { Shop } from '../support/shop.ts';
import type { Case } from './axes.ts';
import { type FarSide, service } from './far-side.ts';
import { openScene } from './open-scene.ts';

export interface Played {
  readonly side: FarSide<Shop>;
  readonly ran: Ran;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Calls of the run. */
  readonly calls: number;
}

/** Keys of the run, and of everybody else. */
const key = 'AKIARUN';
const outside = 'AKIASHOP';

/** Runs a case to its end on virtual time. */
export async function playCase(one: Case): Promise<Played> {
  const side = await openScene(one);
  const { shop } = side;
  const { outcome, condition } = one;
  const startedAt = shop.clock.now();
  addFaults(one, side, startedAt);
  const isFirst = outcome.start === 'first';
  const inputs = {
    service,
    ...(isFirst ? {} : { image: 'new' }),
    ...outcome.with,
    ...(condition.identity === true ? { 'role-to-assume': 'arn:aws:iam::111122223333:role/deploy' } : {}),
  };
  const before = shop.aws.calls.length;
  const options: RunOptions = {
    env: { AWS_ACCESS_KEY_ID: key },
    ...(condition.identity === true ? { idToken: async () => idToken() } : {}),
    at: [...actsOf(one, side), ...expiryOf(one, side)],
  };
  const ran = await run(shop, isFirst ? 'wait-stable-and-healthcheck' : 'deploy-ecs', inputs, options);
  shop.aws.faults.clear();
  const calls = shop.aws.calls.slice(before).filter(({ accessKey }) => accessKey !== outside).length;
  return { side, ran, startedAt, endedAt: shop.clock.now(), calls };
}

/** What stands in the way of the run, and of nobody else. */
function addFaults({ condition }: Case, { shop }: FarSide<Shop>, startedAt: number): void {
  for (const { from = 0, until, ...rule } of condition.faults) {
    const end = until === undefined ? {} : { until: startedAt + until };
    shop.aws.faults.add({ ...rule, except: outside, from: startedAt + from, ...end });
  }
}

const actsOf = ({ outcome }: Case, side: FarSide<Shop>): NonNullable<RunOptions['at']> =>
  (outcome.at ?? []).map(([after, act]) => [after, () => void side.shop.clock.busy(async () => act(side))]);

function expiryOf({ condition }: Case, { shop }: FarSide<Shop>): NonNullable<RunOptions['at']> {
  if (condition.expires === undefined) return [];
  const expire = () => {
    for (const accessKey of new Set(shop.aws.calls.map((call) => call.accessKey))) {
      if (accessKey !== outside) shop.aws.sts.expire(accessKey);
    }
  };
  return [[condition.expires, expire]];
}
