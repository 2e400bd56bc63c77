import { DeleteServiceCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { connectEcs } from '#ecs/client';
import { watchRollout } from '#ecs/follow/watch-rollout';
import type { Part } from '#rollout/platform';
import { Stage } from '../../local-aws/ecs/stage.ts';
import { connectTo, startPart } from './watch-stage.ts';

// A service that somebody deletes while its rollout is followed is gone, at whatever moment, whatever may be read of it;
// it takes no other one with it.

const newer = /^ecs:(List|Describe)ServiceDeployments$/;
const views = [
  { view: 'both views', deny: undefined },
  { view: 'the newer APIs denied', deny: newer },
  { view: 'only the list of deployments denied', deny: 'ecs:ListServiceDeployments' },
] as const;

/** AWS's ways to show it: still on its way down, down, not known any more. */
const ways = [
  { way: 'deleted', forget: false },
  { way: 'forgotten', forget: true },
] as const;

const moments = [0, 1_000, 6_000, 20_000, 60_000] as const;

async function withTwo(): Promise<{ readonly stage: Stage; readonly parts: readonly Part[] }> {
  const stage = await new Stage().live('old');
  await stage.create({ serviceName: 'other' });
  await stage.minutes(5);
  const to = await stage.register('new');
  const part = await startPart(stage, to);
  const other = await stage.update({ service: 'other', taskDefinition: to });
  const id = other.deployments?.find(({ status }) => status === 'PRIMARY')?.id ?? '';
  return { stage, parts: [part, { ...part, row: 'other', id }] };
}

async function remove(stage: Stage, forget: boolean): Promise<void> {
  await stage.client.send(new DeleteServiceCommand({ cluster: 'demo', service: 'api', force: true }));
  if (forget) stage.aws.ecs.state.clusters.get('demo')?.services.delete('api');
}

const cases = views.flatMap((view) => ways.flatMap((way) => moments.map((after) => ({ ...view, ...way, after }))));

describe.each(cases)('$view, $way after $after ms', ({ deny, forget, after }) => {
  test('it is gone, and the other one ends well', async () => {
    const { stage, parts } = await withTwo();
    if (deny !== undefined) stage.aws.faults.add({ operation: deny, do: { kind: 'deny' } });
    const aws = connectTo(stage);
    const watch = watchRollout(await connectEcs(aws), aws, parts);
    const startedAt = stage.clock.now();
    let deletedAt: number | undefined;
    let goneAt: number | undefined;
    const limit = startedAt + 20 * 60_000;
    for (;;) {
      if (deletedAt === undefined && stage.clock.now() - startedAt >= after) {
        await remove(stage, forget);
        deletedAt = stage.clock.now();
      }
      const [ours, other] = await watch.look(aws.signal);
      if (ours?.kind === 'ended') goneAt ??= stage.clock.now();
      if ((ours?.kind === 'ended' && other?.kind === 'ended') || stage.clock.now() > limit) {
        expect(other).toMatchObject({ kind: 'ended', how: 'live' });
        expect(ours).toMatchObject({ kind: 'ended', how: 'failed', why: { code: 'not-found', confidence: 'certain' } });
        break;
      }
      await stage.clock.sleep(watch.pauseMs(false));
    }
    expect((goneAt ?? Number.NaN) - (deletedAt ?? Number.NaN)).toBeLessThanOrEqual(forget ? 62_000 : 32_000);
    const why = await watch.diagnose(0, aws.signal);
    expect(why.what).toBe(
      `the service api in demo is ${forget ? 'gone' : why.what.split(' is ')[1]?.split(':')[0]}: somebody deleted it`,
    );
    expect(why.fix).toMatch(/\bapi\b.* in demo/);
    expect(why.evidence).toEqual([
      forget
        ? 'DescribeServices: MISSING api in demo'
        : expect.stringMatching(/^arn:aws:ecs:[^ ]+:service\/demo\/api: status (?:DRAINING|INACTIVE)$/),
    ]);
  });
});
