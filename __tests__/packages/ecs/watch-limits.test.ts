import { describe, expect, test } from '@jest/globals';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { breaker, Stage } from '../../local-aws/ecs/stage.ts';
import { enteredAt, startPart, watchToEnd } from './watch-stage.ts';

const crash: Fate = { kind: 'exits', code: 1, after: 800 };

describe('nothing but throttling around the end', () => {
  // The rollout ends, or has gone back, about a minute after its beginning. In ms after it.
  const from = 20_000;
  test.each<readonly [string, Fate | undefined, number, string]>([
    ['success, for a minute', undefined, 80_000, 'live'],
    ['success, for two minutes', undefined, 140_000, 'live'],
    ['a breaker that goes back, for a minute', crash, 80_000, 'went-back'],
    ['a breaker that goes back, for two minutes', crash, 140_000, 'went-back'],
  ])('%s: it is asked for less often, and its end is not lost', async (_name, fate, until, how) => {
    const stage = await new Stage(fate === undefined ? {} : { new: fate }).live('old', { desiredCount: 2 });
    const part = await startPart(stage, await stage.register('new'), { deploymentConfiguration: breaker });
    const begin = stage.clock.now();
    let allow = () => {};
    stage.clock.at(begin + from, () => {
      allow = stage.aws.faults.add({ operation: /^ecs:/, do: { kind: 'throttle' } });
    });
    stage.clock.at(begin + until, () => allow());
    const [seen] = await watchToEnd(stage, [part], { failFast: false });
    expect(seen?.last).toMatchObject({ kind: 'ended', how });
    // 8 s is the longest pause within a call, 20 s between two looks.
    expect((seen?.endedAt ?? Number.NaN) - (begin + until)).toBeLessThanOrEqual(21_000);
    const asked = stage.aws.calls.filter(({ at }) => at > begin + from && at < begin + until);
    expect(asked.length).toBeLessThanOrEqual((until - from) / 4_000);
  });
});

test('rollouts in several regions are followed by one process, each with calls to its own', async () => {
  const regions = ['eu-central-1', 'us-east-1', 'ap-southeast-2'];
  const ends = await Promise.all(
    regions.map(async (region) => {
      const stage = await new Stage({}, { region }).live('old', { desiredCount: 2 });
      const part = await startPart(stage, await stage.register('new'));
      const [seen] = await watchToEnd(stage, [part]);
      const lag = (seen?.endedAt ?? Number.NaN) - enteredAt(stage, 'ecs.service-deployment', 'SUCCESSFUL');
      expect(lag).toBeLessThanOrEqual(5_000);
      const [ours] = await stage.serviceDeployments();
      return { last: seen?.last, region: ours?.serviceDeploymentArn?.split(':')[3] };
    }),
  );
  expect(ends).toMatchObject(regions.map((region) => ({ last: { kind: 'ended', how: 'live' }, region })));
});
