import type { Case } from '../matrix/axes.ts';
import { type Far, type FarSide, service } from '../matrix/far-side.ts';
import { prepare } from '../matrix/open-scene.ts';
import { type FarEnd, openFarEnd } from '../support/far-end.ts';
import { runBundle } from '../support/run-bundle.ts';
import type { ProgramEnd } from '../support/run-program.ts';

/** How many times as fast as the machine's its time runs. */
const speed = 20;
/** Tasks of this far end take so much of the time that those of the table take; what is done meanwhile is scaled alike. */
const share = 0.3;
const key = 'AKIARUN';
/** Of everybody else: host.ts. */
const outside = 'AKIDTEST';

/** Plays a case of the matrix through the bundle, against a far end that listens. Times count from where traffic moves. */
export async function playMatrixBundle(one: Case): Promise<{ readonly end: ProgramEnd; readonly side: FarSide }> {
  const { outcome, cause, condition } = one;
  const isFirst = outcome.start === 'first';
  const far = await openFarEnd({
    services: isFirst ? [] : [service],
    speed,
    deploymentConfiguration: {},
    ...(outcome.desired === undefined ? {} : { desired: outcome.desired }),
    ...(outcome.service === undefined ? {} : { serviceOptions: outcome.service }),
    ...(cause.fate === undefined ? {} : { fates: { new: cause.fate } }),
  });
  const over = new AbortController();
  try {
    const image = far.push(service, 'new');
    const { aws, ecs, push, state } = far;
    const shop: Far = { aws, ecs, push, state, fates: new Map() };
    const side = await prepare(shop, one);
    const begun = far.seen(isFirst ? 'ecs:DescribeServices' : 'ecs:UpdateService', key, 1, over.signal);
    for (const rule of condition.faults) if (rule.from === undefined) aws.faults.add(rule);
    begun.then(
      () => makeTrouble(one, side),
      () => {},
    );
    const end = await runBundle(isFirst ? 'wait-stable-and-healthcheck' : 'deploy-ecs', {
      inputs: { cluster: 'shop', service, ...(isFirst ? {} : { image }), ...outcome.with },
      env: far.env(key),
      speed,
      origin: far.origin,
      ...(process.env.DIST === undefined ? {} : { dist: process.env.DIST }),
    });
    return { end, side: frozen(far, side) };
  } finally {
    over.abort(new Error('the run is over'));
    await far.close();
  }
}

/** From now on: what AWS answers, and what somebody else does, undisturbed by it. */
function makeTrouble({ outcome, condition }: Case, side: FarSide): void {
  const { aws } = side.shop;
  const { clock } = aws.world;
  const start = clock.now();
  aws.faults.clear();
  for (const { from = 0, until, ...rule } of condition.faults) {
    aws.faults.add({
      ...rule,
      except: outside,
      from: start + from * share,
      ...(until === undefined ? {} : { until: start + until * share }),
    });
  }
  for (const [after, act] of outcome.at ?? []) clock.at(start + after * share, () => void act(side));
  if (condition.expires !== undefined) clock.at(start + condition.expires * share, () => aws.sts.expire(key));
}

/** The service as it is now: a far end that closes stops everything. */
function frozen(far: FarEnd, side: FarSide): FarSide {
  const state = far.state(service);
  return { ...side, shop: { ...side.shop, state: () => state } };
}
