import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '#base/clock';

import { realClock } from '../../local-aws/clock.ts';
import { createLocalAws, type LocalAws } from '../../local-aws/index.ts';
import { type Listening, listenOn } from '../../local-aws/listen.ts';
import { scripted } from '../../local-aws/runtimes/scripted.ts';
import { inProcess } from '../../local-aws/sdk-transport.ts';
import { connectOutside } from '../support/connect-outside.ts';
import { inProcessHost } from '../support/host.ts';
import { runBundle } from '../support/run-bundle.ts';
import { cancelledByRunner, type ProgramEnd } from '../support/run-program.ts';
import { cluster } from '../support/shop.ts';
import { recordCalls, watchFor } from './lifeline.ts';
import { planOf } from './plan-run.ts';
import type { Played } from './play.ts';
import type { Run, RunPlan } from './run-in-world.ts';
import type { Scenario } from './scenario.ts';
import { see } from './see.ts';
import { answer, createServices, type FarSide, fateOf, namesOf, pushImages, registerBad, type Tag } from './world.ts';

/** How many times as fast as the machine's the time of the bundle and of its far end runs. */
const speed = 20;

/** A far end that listens, on accelerated time. */
interface Listener extends FarSide {
  readonly origin: number;
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Plays a scenario through the built action, in processes of its own, with the signals that a runner sends. */
export async function playBundle(scenario: Scenario): Promise<Played & { readonly exits: readonly Exit[] }> {
  const side = await openListener(scenario);
  try {
    const before = see(side);
    const { end } = scenario;
    const plan = planOf(side, scenario, 'v2', '777-1');
    const interruption = end.kind === 'naturally' ? {} : { interruption: { kind: end.kind, trigger: end.trigger } };
    const exits: Exit[] = [];
    const main = await runEntry(side, { ...plan, ...interruption }, 'index', exits);
    const afterMain = see(side);
    const hasPost = main.kept.length > 0 && (main.end.kind !== 'killed' || (end.kind === 'kill' && end.post));
    const finishFaults = end.kind === 'cancel' ? end.finishFaults : [];
    const post = hasPost ? await runEntry(side, { ...plan, faults: finishFaults }, 'post', exits, main) : undefined;
    const isNext = main.end.kind === 'killed' && end.kind === 'kill' && !end.post;
    const again = planOf(side, { ...scenario, faults: [] }, 'v2', '777-2');
    const next = isNext ? [{ run: await runEntry(side, again, 'index', exits), after: see(side) }] : [];
    const atLast = see(side);
    return { world: side, scenario, main, afterMain, atLast, next, before, exits, ...(post ? { post } : {}) };
  } finally {
    await side.close();
  }
}

/** What the runner saw of a process. */
export interface Exit {
  readonly code: number | null;
  readonly verdict: string | undefined;
  readonly entry: 'index' | 'post';
}

async function runEntry(
  side: Listener,
  plan: RunPlan,
  entry: 'index' | 'post',
  exits: Exit[],
  before?: Run,
): Promise<Run> {
  const { aws, origin } = side;
  const { handle, calls, faults } = recordCalls(aws, plan.faults);
  const trigger = plan.interruption?.trigger;
  const reached = Promise.withResolvers<void>();
  const whenOf = watchFor(trigger);
  const door = await listenOn({
    sleep: aws.sleep,
    async handle(request) {
      const when = whenOf(request.headers['x-amz-target'] ?? '');
      if (when === 'before') reached.resolve();
      const response = await handle(request);
      if (when === 'after') reached.resolve();
      return response;
    },
  });
  const signals = plan.interruption?.kind === 'kill' ? ([['SIGKILL', 0]] as const) : cancelledByRunner;
  const after = trigger?.kind === 'time' ? startUp + trigger.at / speed : reached.promise;
  const startedAt = aws.world.clock.now();
  const [id = '', attempt = ''] = plan.release.split('-');
  const ended = await runBundle('deploy-ecs', {
    entry,
    inputs: { cluster, ...plan.inputs },
    env: { ...doorOf(door), GITHUB_SHA: plan.commit, GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt },
    speed,
    origin,
    ...(before === undefined ? {} : { state: before.kept[0] as Record<string, string> }),
    ...(plan.interruption === undefined ? {} : { signalAt: { after, signals } }),
    ...(process.env.DIST === undefined ? {} : { dist: process.env.DIST }),
  });
  await door.close();
  exits.push({ code: ended.exitCode, verdict: ended.report?.verdict, entry });
  const endedAt = aws.world.clock.now();
  const isInterrupted =
    plan.interruption !== undefined && (ended.signal !== null || /: cancelling;/.test(ended.stdout));
  const isUnheard = ended.signal === 'SIGINT' && calls.length === 0;
  return {
    // A signal that comes before the program listens ends it before it did anything.
    end: isUnheard ? { kind: 'nothing' } : endOf(ended, plan, entry),
    calls,
    faults: faults.calls.flatMap(({ fault }) => fault ?? []),
    kept: Object.keys(ended.state).length === 0 ? [] : [ended.state],
    lines: ended.lines,
    startedAt,
    endedAt,
    ...(isInterrupted ? { interrupted: { at: endedAt, kept: undefined } } : {}),
  };
}

/** Real milliseconds until a bundle has loaded. */
const startUp = 200;

function endOf(ended: ProgramEnd, plan: RunPlan, entry: 'index' | 'post'): Run['end'] {
  if (ended.report !== undefined) return { kind: 'reported', report: ended.report };
  if (ended.signal !== null) return { kind: plan.interruption?.kind === 'kill' ? 'killed' : 'cut-off' };
  if (entry === 'post' && ended.exitCode === 0) return { kind: 'nothing' };
  return { kind: 'crashed', error: new Error(`exit ${ended.exitCode}: ${ended.stderr}`) };
}

const doorOf = ({ url }: Listening) => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIABUNDLE',
  AWS_SECRET_ACCESS_KEY: 'secret-of-the-bundle',
});

async function openListener(scenario: Scenario): Promise<Listener> {
  const origin = Date.now();
  const clock = realClock(speed, origin);
  const images = new Map<string, Tag>();
  const aws: LocalAws = createLocalAws({
    clock,
    region: 'eu-central-1',
    runtime: scripted(clock, (spec) => fateOf(scenario, spec, images)),
    timing: { provision: 2_000, pull: 3_000, startFailure: 3_000, steady: 8_000, deprovision: 2_000, retryGap: 5_000 },
  });
  const web = createServer((request, response) => {
    const found = answer(side, request.url?.split('/')[1] ?? '');
    if (found.kind === 'unanswered') response.destroy();
    else response.writeHead(found.status, found.headers).end(found.body);
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const { port } = web.address() as AddressInfo;
  const services = namesOf(scenario);
  const urlOf = (service: string) => `http://127.0.0.1:${port}/${service}/health`;
  const settle = async () => {
    const isMoving = () => see(side).services.some(({ rollout }) => rollout !== 'COMPLETED');
    for (let looks = 0; isMoving() && looks < 400; looks++) await systemClock.sleep(10);
  };
  const close = async () => {
    await aws.close();
    web.close();
    web.closeAllConnections();
  };
  const side: Listener = { aws, scenario, services, answers: [], images, urlOf, origin, settle, close };
  const host = inProcessHost(systemClock, { network: { aws: inProcess(aws) } });
  const ecs = await connectOutside({ ...host, region: 'eu-central-1', calls: new Map() });
  await ecs.call('CreateCluster', { clusterName: cluster });
  aws.logs.createGroup('/ecs/shop');
  pushImages(side, images);
  await createServices(side, ecs);
  await settle();
  await registerBad(side, ecs);
  return side;
}
