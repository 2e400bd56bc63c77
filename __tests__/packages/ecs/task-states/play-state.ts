import type { DeploymentReport } from '#report/deployment-report';
import type { FaultRule } from '../../../../local-aws/faults/rules.ts';
import { finish, type Ran, run, type With } from '../../../support/deploy.ts';
import { cluster } from '../../../support/shop.ts';
import type { Case, Side } from './axes.ts';
import { fine, stageState } from './stage-state.ts';

/** A case that was played: main, post, and a run that came later and would end well by itself. */
export interface Played {
  readonly side: Side;
  readonly ran: Ran;
  readonly endedAt: number;
  readonly post: DeploymentReport | undefined;
  /** Tasks of the run, by when they were created. */
  readonly tasks: readonly string[];
  /** Of those, the ones that had not stopped two minutes after main and post. */
  readonly left: readonly string[];
  readonly next: Ran;
}

/** Milliseconds of real time: only what never ends is ended. */
export const hangs = 3_600_000;

const minutes = '4';

/** Plays a case on virtual time. */
export async function playState(one: Case): Promise<Played> {
  const side = await stageState(one);
  const { state, host } = one;
  const { shop } = side;
  const start = shop.clock.now();
  for (const rule of [...(state.faults ?? []), ...one.condition.rules, ...(one.logWay.rules ?? [])])
    shop.aws.faults.add(shifted(rule, start));
  const stopWatching = watchTasks(side, one);
  const { at = {}, killed, post: hasPost } = state.end ?? { at: {} };
  const ran = await run(shop, host.name, inputsOf(one), { ...at, ...(killed === undefined ? {} : { killed }) });
  const endedAt = shop.clock.now();
  stopWatching();
  shop.aws.faults.clear();
  const post = hasPost === false ? undefined : await finish(shop, ran);
  shop.aws.ecs.setCapacity(undefined);
  await shop.clock.advance(120_000);
  const ours = tasksOf(side, '777-1');
  const seen = [...everyTask(side, start)].filter((arn) => !isOthers(side, arn));
  const left = ours.filter(({ status }) => status !== 'STOPPED');
  side.fates.set('migrate', fine);
  const inputs = { service: 'web', command: 'migrate up', 'timeout-minutes': minutes, 'container-name': 'app' };
  const next = await run(shop, 'run-migration-task', inputs, { run: { release: '778-1' } });
  await side.other;
  return {
    side,
    ran,
    endedAt,
    post,
    tasks: seen,
    left: left.map(({ arn }) => arn),
    next,
  };
}

/** One-off tasks that a release started to migrate. */
export const tasksOf = ({ shop }: Side, release: string) =>
  [...(shop.aws.ecs.state.clusters.get(cluster)?.tasks.values() ?? [])].filter(
    ({ startedBy }) => startedBy === `deploy-actions/${release}`,
  );

const shifted = ({ from = 0, until, ...rule }: FaultRule, start: number): FaultRule => ({
  ...rule,
  from: start + from,
  ...(until === undefined ? {} : { until: start + until }),
});

function inputsOf({ state, host }: Case): With {
  const own = { command: 'migrate up', 'timeout-minutes': minutes, ...state.with };
  if (host.name === 'run-migration-task') return { service: 'web', ...own };
  const prefixed = Object.entries(own).map(([name, value]) => [`migration-${name}`, value]);
  // The service's own container is told apart where there is a side-car.
  return { service: 'web', image: 'v2', 'container-name': 'app', ...Object.fromEntries(prefixed) };
}

/** Does what a state has to be done when a task of the run enters a state of its own. */
function watchTasks(side: Side, { state }: Case): () => void {
  const { clock, aws } = side.shop;
  const { timeline } = aws.world;
  let read = timeline.length;
  let over = false;
  let done = false;
  const [wanted, act] = state.when ?? [];
  const look = (): void => {
    if (over || done || act === undefined) return;
    for (; read < timeline.length && !done; read++) {
      const { kind, subject, state: entered } = timeline[read] ?? {};
      if (kind !== 'ecs.task' || entered !== wanted || !isOurs(side, subject ?? '')) continue;
      done = true;
      act(side, subject ?? '');
    }
    clock.at(clock.now() + 50, look);
  };
  look();
  return () => {
    over = true;
  };
}

/** Every task that there was since the start, also those that AWS has forgotten. */
const everyTask = ({ shop }: Side, start: number): ReadonlySet<string> =>
  new Set(
    shop.aws.world.timeline.flatMap(({ kind, subject, at }) => (kind === 'ecs.task' && at >= start ? [subject] : [])),
  );

const isOthers = ({ shop }: Side, arn: string): boolean =>
  [...(shop.aws.ecs.state.clusters.get(cluster)?.tasks.values() ?? [])].some(
    (task) => task.arn === arn && task.startedBy !== 'deploy-actions/777-1',
  );

const isOurs = (side: Side, arn: string): boolean => tasksOf(side, '777-1').some((task) => task.arn === arn);
