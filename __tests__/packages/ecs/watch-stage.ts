import type { UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import type { Aws } from '#aws/client';
import { connectEcs, type Ecs } from '#ecs/client';
import { type WatchOptions, watchRollout } from '#ecs/follow/watch-rollout';
import type { Look, Part } from '#rollout/platform';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import type { Stage } from '../../local-aws/ecs/stage.ts';

/** The program's connection to a stage, and the lines that it printed. */
export function connectTo(stage: Stage): Aws & { readonly lines: string[]; readonly abort: AbortController } {
  const lines: string[] = [];
  const abort = new AbortController();
  const log: Aws['log'] = {
    info: (line) => void lines.push(line),
    debug: () => {},
    warn: (line) => void lines.push(`warning: ${line}`),
    group: (_title, body) => body(),
    mask: () => {},
  };
  return {
    region: stage.aws.world.region,
    clock: stage.clock,
    log,
    network: { aws: inProcess(stage.aws, (work) => stage.clock.busy(work)) },
    env: { AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'secret' },
    signal: abort.signal,
    calls: new Map(),
    lines,
    abort,
  };
}

const revision = (arn: string) => ({ id: arn, label: arn.split('/').at(-1) ?? '', images: [] });

/** Revision `n` of the family api, for what is followed without a stage. */
export const revisionOfApi = (n: number) => revision(`arn:aws:ecs:x:1:task-definition/api:${n}`);

/** The service api on its way from revision 1 to 2, as the deployment `ecs-svc/2`. */
export const partFrom = (startedAt: number): Part => ({
  v: 1,
  platform: 'ecs',
  goal: 'release',
  row: 'api',
  place: 'demo',
  to: revisionOfApi(2),
  from: revisionOfApi(1),
  id: 'ecs-svc/2',
  startedAt,
  undo: {},
});

/** Starts a rollout of `to` as an update of the service would, and tells it as a part. */
export async function startPart(
  stage: Stage,
  to: string,
  input: Partial<UpdateServiceCommandInput> = {},
): Promise<Part> {
  const before = await stage.service();
  const service = await stage.update({ taskDefinition: to, ...input });
  const id = service.deployments?.find(({ status }) => status === 'PRIMARY')?.id;
  return {
    v: 1,
    platform: 'ecs',
    goal: 'release',
    row: 'api',
    place: 'demo',
    to: revision(to),
    from: revision(before.taskDefinition ?? ''),
    ...(id === undefined ? {} : { id }),
    startedAt: stage.clock.now(),
    undo: {},
  };
}

export interface Seen {
  /** Kinds in the order in which they first came. */
  readonly kinds: readonly string[];
  readonly last: Look;
  /** Ms since the epoch of the first look of a kind, and of the last look. */
  readonly at: Readonly<Record<string, number>>;
  readonly endedAt: number;
  readonly news: readonly string[];
  readonly states: readonly string[];
  /** Calls by operation. */
  readonly calls: ReadonlyMap<string, number>;
}

/** Follows parts to their end, as the follower does: looks, waits, tolerates failed looks. */
export async function watchToEnd(
  stage: Stage,
  parts: readonly Part[],
  options: WatchOptions & { readonly stopAt?: Look['kind'] } = {},
): Promise<readonly Seen[]> {
  const aws = connectTo(stage);
  const ecs: Ecs = await connectEcs(aws);
  const watch = watchRollout(ecs, aws, parts, options);
  const seen = parts.map(() => ({
    kinds: [] as string[],
    at: {} as Record<string, number>,
    news: [] as string[],
    states: [] as string[],
  }));
  const lasts: Look[] = [];
  const endedAt: number[] = [];
  const limit = stage.clock.now() + 40 * 60_000;
  for (let throttled = false; stage.clock.now() < limit; ) {
    try {
      const looks = await watch.look(aws.signal);
      throttled = false;
      looks.forEach((look, index) => {
        const kind = look.kind === 'ended' ? look.how : look.kind;
        const memory = seen[index];
        if (memory === undefined) return;
        if (!memory.kinds.includes(kind)) memory.kinds.push(kind);
        memory.at[kind] ??= stage.clock.now();
        if ('news' in look) memory.news.push(...look.news);
        if ('state' in look && memory.states.at(-1) !== look.state) memory.states.push(look.state);
        if (look.kind === 'ended') endedAt[index] ??= stage.clock.now();
        lasts[index] = look;
      });
      if (looks.every((look) => look.kind === 'ended' || look.kind === options.stopAt)) break;
    } catch (error) {
      throttled = (error as { kind?: string }).kind === 'throttled';
    }
    await stage.clock.sleep(watch.pauseMs(throttled));
  }
  return seen.map((memory, index) => ({
    ...memory,
    last: lasts[index] as Look,
    endedAt: endedAt[index] ?? Number.NaN,
    calls: aws.calls,
  }));
}

/** When a deployment of the kind entered the state last, on local-aws' own timeline. */
export const enteredAt = (stage: Stage, kind: string, state: string): number =>
  stage.aws.world.timeline.findLast((entry) => entry.kind === kind && entry.state === state)?.at ?? Number.NaN;
