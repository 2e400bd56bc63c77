import { ContinueServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { blueGreen, functionHook, hookArn, pauseHook } from '../../local-aws/ecs/by-stages.ts';
import { Stage } from '../../local-aws/ecs/stage.ts';
import { startPart, watchToEnd } from './watch-stage.ts';

const alarms = { alarmNames: ['shop-5xx', 'shop-latency'], enable: true, rollback: true };
const fire = (stage: Stage) =>
  stage.aws.alarms.set('shop-5xx', 'ALARM', 'Threshold Crossed: 3 datapoints were greater than 5.');

async function act(stage: Stage, action: 'CONTINUE' | 'ROLLBACK'): Promise<unknown> {
  const [ours] = await stage.serviceDeployments();
  const { serviceDeploymentArn, lifecycleHookDetails: [hook] = [] } = ours ?? {};
  return stage.client.send(
    new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId: hook?.hookId, action }),
  );
}

test('every stage is named with its share of the traffic, and what lies ahead is told once', async () => {
  // Every stage lasts longer than the five seconds within which it is looked at.
  const stage = await new Stage({ old: { kind: 'runs', stopsIn: 8_000 } }).live('old');
  stage.aws.ecs.setHook(hookArn, ({ attempt }) => (attempt < 2 ? 'IN_PROGRESS' : 'SUCCEEDED'));
  const part = await startPart(stage, await stage.register('new'), {
    deploymentConfiguration: {
      strategy: 'LINEAR',
      linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1 },
      bakeTimeInMinutes: 1,
      lifecycleHooks: [functionHook('POST_SCALE_UP')],
    },
  });
  const [seen] = await watchToEnd(stage, [part]);
  expect(seen?.news).toEqual([
    'the service deploys linearly: 50% of traffic every 1 min, 1 min in all, then 1 min of bake',
    'the lifecycle hook check is asked at the stage post scale up',
  ]);
  const stages = seen?.states.flatMap((state) => /stage .*$/.exec(state)?.[0] ?? []);
  expect(stages).toEqual(
    expect.arrayContaining([
      'stage scale up, 0% of traffic on new',
      'stage post scale up, 0% of traffic on new',
      'stage test traffic shift, 100% of test traffic, 0% of traffic on new',
      'stage production traffic shift, 50% of traffic on new',
      'stage bake time, 100% of traffic on new',
      'stage clean up, 100% of traffic on new',
    ]),
  );
});

describe('a pause', () => {
  test('ends the following with the commands that answer it', async () => {
    const stage = await new Stage().live('old');
    const part = await startPart(stage, await stage.register('new'), {
      deploymentConfiguration: blueGreen({ lifecycleHooks: [pauseHook('POST_TEST_TRAFFIC_SHIFT', 60, 'ROLLBACK')] }),
    });
    const [seen] = await watchToEnd(stage, [part]);
    expect(seen?.last).toMatchObject({ kind: 'ended', how: 'paused' });
    const why = seen !== undefined && 'why' in seen.last ? seen.last.why : undefined;
    const [ours] = await stage.serviceDeployments();
    const hookId = ours?.lifecycleHookDetails?.[0]?.hookId ?? 'none';
    expect(why?.what).toMatch(/waits for a decision at the stage post test traffic shift until 2026.*, then ROLLBACK/);
    expect(why?.fix).toContain(
      `aws ecs continue-service-deployment --region ${stage.aws.world.region} --service-deployment-arn ${ours?.serviceDeploymentArn} --hook-id ${hookId} --action CONTINUE`,
    );
  });

  test.each([
    ['CONTINUE', 'live', undefined],
    ['ROLLBACK', 'went-back', 'stopped-by-person'],
  ] as const)('that a person answered with %s is followed to the end', async (action, how, code) => {
    const stage = await new Stage().live('old');
    const part = await startPart(stage, await stage.register('new'), {
      deploymentConfiguration: blueGreen({ lifecycleHooks: [pauseHook('PRE_SCALE_UP')] }),
    });
    await stage.minutes(1);
    await act(stage, action);
    const [seen] = await watchToEnd(stage, [part]);
    expect(seen?.last).toMatchObject({ kind: 'ended', how, ...(code === undefined ? {} : { why: { code } }) });
  });
});

test('alarms that were red before are said to be ignored', async () => {
  const stage = await new Stage().live('old');
  fire(stage);
  const part = await startPart(stage, await stage.register('new'), { deploymentConfiguration: { alarms } });
  const [seen] = await watchToEnd(stage, [part]);
  expect(seen?.last).toMatchObject({ kind: 'ended', how: 'live' });
  expect(seen?.news.join('\n')).toMatch(/ECS ignores the alarms .*: shop-5xx, shop-latency/);
});

test('the first deployment of a service has nothing to go back to: failed, by the alarm', async () => {
  const stage = await new Stage().open();
  const to = await stage.register('new');
  await stage.create({ deploymentConfiguration: { alarms } });
  const id = (await stage.deployments())[0]?.id ?? '';
  const view = { id: to, label: 'api:1', images: [] };
  stage.clock.at(stage.clock.now() + 20_000, () => fire(stage));
  const [seen] = await watchToEnd(stage, [
    {
      v: 1,
      platform: 'ecs',
      goal: 'release',
      row: 'api',
      place: 'demo',
      to: view,
      from: view,
      id,
      startedAt: stage.clock.now(),
      undo: {},
    },
  ]);
  expect(seen?.last).toMatchObject({ kind: 'ended', how: 'failed', why: { code: 'alarm-fired' } });
});
