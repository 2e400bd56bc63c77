import { expect, test } from '@jest/globals';
import { connectEcs } from '#ecs/client';
import { watchRollout } from '#ecs/follow/watch-rollout';
import { Stage } from '../../local-aws/ecs/stage.ts';
import { connectTo, startPart } from './watch-stage.ts';

test('a look that AWS did not answer for half a minute is not waited for again', async () => {
  const stage = await new Stage().live('1');
  const part = await startPart(stage, await stage.register('2'));
  const aws = connectTo(stage);
  const watch = watchRollout(await connectEcs(aws), aws, [part]);
  await watch.look(aws.signal);
  expect(watch.pauseMs(false)).toBeGreaterThan(500);
  stage.aws.faults.add({ operation: /./, do: { kind: 'server-error', status: 503 } });
  await stage.clock.sleep(2_000);
  await expect(watch.look(aws.signal)).rejects.toMatchObject({ kind: 'transient' });
  expect(watch.pauseMs(false)).toBe(500);
});
