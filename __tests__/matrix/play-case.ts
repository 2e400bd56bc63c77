import { inProcess } from '../../local-aws/sdk-transport.ts';
import { type Ran, type RunOptions, run, type With } from '../support/deploy.ts';
import { idToken } from '../support/id-token.ts';
import type { Shop } from '../support/shop.ts';
import type { Case } from './axes.ts';
import { beside, type FarSide, service } from './far-side.ts';
import { openScene } from './open-scene.ts';

export interface Played {
  readonly side: FarSide<Shop>;
  readonly ran: Ran;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Calls of the run. */
  readonly calls: number;
  /** Bodies of what the far end answered to it. */
  readonly said: readonly string[];
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
    ...namesOf(one),
    ...outcome.with,
    ...(condition.identity === true ? { 'role-to-assume': 'arn:aws:iam::111122223333:role/deploy' } : {}),
  };
  const before = shop.aws.calls.length;
  const said: string[] = [];
  const options: RunOptions = {
    env: { AWS_ACCESS_KEY_ID: key },
    aws: listening(shop, said),
    ...(condition.identity === true ? { idToken: async () => idToken() } : {}),
    at: [...actsOf(one, side, startedAt), ...expiryOf(one, side)],
  };
  const ran = await run(shop, isFirst ? 'wait-stable-and-healthcheck' : 'deploy-ecs', inputs, options);
  shop.aws.faults.clear();
  const calls = shop.aws.calls.slice(before).filter(({ accessKey }) => accessKey !== outside).length;
  return { side, ran, startedAt, endedAt: shop.clock.now(), calls, said };
}

/** What is deployed, or followed where somebody else has created it. */
function namesOf({ outcome }: Case): With {
  if (outcome.start === 'first') return { service };
  if (outcome.beside === undefined) return { service, image: 'new' };
  return { services: [service, beside].map((name) => `- { service: ${name}, image: new }`).join('\n') };
}

/** The far end, with all that it answers written down. */
function listening({ aws, clock }: Shop, said: string[]): object {
  const handle: typeof aws.handle = async (request) => {
    const response = await aws.handle(request);
    said.push(response.body);
    return response;
  };
  return inProcess({ ...aws, handle }, (work) => clock.busy(work));
}

/** What stands in the way of the run, and of nobody else. */
function addFaults({ condition }: Case, { shop }: FarSide<Shop>, startedAt: number): void {
  for (const { from = 0, until, ...rule } of condition.faults) {
    const end = until === undefined ? {} : { until: startedAt + until };
    shop.aws.faults.add({ ...rule, except: outside, from: startedAt + from, ...end });
  }
}

/** What somebody else does, so many milliseconds after the rollout has begun: slow answers come before that. */
const actsOf = ({ outcome }: Case, side: FarSide<Shop>, startedAt: number): NonNullable<RunOptions['at']> =>
  (outcome.at ?? []).map(([after, act]) => [after, () => actWhen(side, startedAt, after, act)]);

function actWhen(side: FarSide<Shop>, startedAt: number, after: number, act: (side: FarSide) => unknown): void {
  const { clock, aws } = side.shop;
  const rollout = [...aws.ecs.state.serviceDeployments.values()].find(({ createdAt }) => createdAt >= startedAt);
  const due = rollout === undefined ? clock.now() + 1_000 : rollout.createdAt + after;
  if (clock.now() >= due) void clock.busy(async () => act(side));
  else clock.at(due, () => actWhen(side, startedAt, after, act));
}

function expiryOf({ condition }: Case, { shop }: FarSide<Shop>): NonNullable<RunOptions['at']> {
  if (condition.expires === undefined) return [];
  const expire = () => {
    for (const accessKey of new Set(shop.aws.calls.map((call) => call.accessKey))) {
      if (accessKey !== outside) shop.aws.sts.expire(accessKey);
    }
  };
  return [[condition.expires, expire]];
}
