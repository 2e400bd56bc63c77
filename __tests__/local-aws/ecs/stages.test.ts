import { ContinueServiceDeploymentCommand, type DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import type { HookAnswer } from '../../../local-aws/ecs/stages/model.ts';
import { event, serviceDeployment } from '../../../local-aws/texts.ts';
import { blueGreen, functionHook, hookArn, pauseHook, twoColours } from './by-stages.ts';
import { Stage } from './stage.ts';

/** A service on `1` that is updated to `2` with the configuration. */
async function started(configuration: DeploymentConfiguration, answers?: (attempt: number) => HookAnswer) {
  const stage = await new Stage().live('1', { deploymentConfiguration: { minimumHealthyPercent: 100 } });
  if (answers !== undefined) stage.aws.ecs.setHook(hookArn, ({ attempt }) => answers(attempt));
  await stage.register('2');
  await stage.update({ taskDefinition: 'api:2', deploymentConfiguration: configuration });
  return stage;
}

const ours = async (stage: Stage) => (await stage.serviceDeployments())[0];
const running = async (stage: Stage) => {
  const definitions = (await stage.tasks('RUNNING')).map(({ taskDefinitionArn = '' }) => taskDefinitionArn.slice(-5));
  return Object.fromEntries([...Map.groupBy(definitions, (one) => one)].map(([name, all]) => [name, all.length]));
};

const whole = [
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
];

test('blue/green: both run until the clean-up, all traffic moves at once, and it bakes', async () => {
  const stage = await started(blueGreen());
  await stage.minutes(2);
  expect(await running(stage)).toEqual({ 'api:1': 2, 'api:2': 2 });
  expect(await ours(stage)).toMatchObject({
    status: 'IN_PROGRESS',
    lifecycleStage: 'BAKE_TIME',
    targetServiceRevision: { requestedProductionTrafficWeight: 100 },
    sourceServiceRevisions: [{ requestedProductionTrafficWeight: 0, runningTaskCount: 2 }],
  });
  await stage.minutes(6);
  expect(await ours(stage)).toMatchObject({ status: 'SUCCESSFUL', lifecycleStage: 'CLEAN_UP' });
  expect(await running(stage)).toEqual({ 'api:2': 2 });
  expect(stage.states('ecs.stage')).toEqual(whole);
});

test.each([
  [
    'linear',
    { strategy: 'LINEAR', linearConfiguration: { stepPercent: 30, stepBakeTimeInMinutes: 1 } },
    [30, 60, 90, 100],
    180,
  ],
  [
    'canary',
    { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: 2 } },
    [5, 100],
    120,
  ],
  ['linear by default', { strategy: 'LINEAR' }, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 54 * 60],
  ['canary by default', { strategy: 'CANARY' }, [5, 100], 600],
] as const)('%s: traffic moves step by step', async (_name, configuration, percents, seconds) => {
  const stage = await started(configuration as DeploymentConfiguration);
  await stage.minutes(70);
  const shifts = stage.aws.world.timeline.filter(({ state }) => state === 'PRODUCTION_TRAFFIC_SHIFT');
  expect(shifts.map(({ detail }) => detail?.production)).toEqual(percents);
  expect(((shifts.at(-1)?.at ?? 0) - (shifts[0]?.at ?? 0)) / 1_000).toBeCloseTo(seconds, -1);
  expect((await ours(stage))?.status).toBe('SUCCESSFUL');
});

test('the listener rules are turned: tests first, then production; the next deployment uses the other target group', async () => {
  const stage = await new Stage().open();
  const { loadBalancer, weights, tests } = await twoColours(stage);
  await stage.register('1');
  const deploymentConfiguration = {
    strategy: 'CANARY',
    canaryConfiguration: { canaryPercent: 20, canaryBakeTimeInMinutes: 3 },
  } as const;
  await stage.create({ loadBalancers: [loadBalancer], deploymentConfiguration });
  await stage.minutes(10);
  expect(await weights()).toEqual({ blue: 100, green: 0 });
  await stage.register('2');
  await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(2);
  expect(await weights()).toEqual({ blue: 80, green: 20 });
  expect(await weights(tests)).toEqual({ blue: 0, green: 100 });
  await stage.minutes(10);
  expect(await weights()).toEqual({ blue: 0, green: 100 });
  expect((await ours(stage))?.status).toBe('SUCCESSFUL');
});

test('a rule that is not there ends it, in the words of ECS', async () => {
  const stage = await new Stage().open();
  const { loadBalancer } = await twoColours(stage);
  await stage.register('1');
  const advancedConfiguration = {
    ...loadBalancer.advancedConfiguration,
    productionListenerRule: 'arn:aws:elasticloadbalancing:x:1:listener-rule/none',
  };
  await stage.create({
    loadBalancers: [{ ...loadBalancer, advancedConfiguration }],
    deploymentConfiguration: blueGreen(),
  });
  await stage.minutes(5);
  expect(await ours(stage)).toMatchObject({ status: 'STOPPED', statusReason: serviceDeployment.noRule });
});

describe('a hook', () => {
  const shifts = ['PRE_SCALE_UP', 'TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'] as const;
  test.each([
    ['BAKE_TIME', shifts, ['PRODUCTION_TRAFFIC_SHIFT', 'TEST_TRAFFIC_SHIFT']],
    ['POST_TEST_TRAFFIC_SHIFT', shifts, ['TEST_TRAFFIC_SHIFT']],
    ['POST_SCALE_UP', shifts, []],
  ] as const)('runs again on the way back from %s only where traffic was shifted', async (from, stages, again) => {
    const hooks = [...stages.map((stage) => functionHook(stage)), ...(from === 'BAKE_TIME' ? [] : [pauseHook(from)])];
    const alarms = { enable: true, rollback: true, alarmNames: ['errors'] };
    const stage = await started(blueGreen({ lifecycleHooks: hooks, alarms }));
    while ((await ours(stage))?.lifecycleStage !== from) await stage.clock.advance(1_000);
    const called: string[] = [];
    stage.aws.ecs.setHook(hookArn, (call) => {
      called.push(call.stage);
      return 'SUCCEEDED';
    });
    stage.aws.alarms.set('errors', 'ALARM');
    await stage.minutes(5);
    expect([(await ours(stage))?.status, called]).toEqual(['ROLLBACK_SUCCESSFUL', again]);
  });

  test.each([
    ['that succeeds goes on', () => 'SUCCEEDED', 'SUCCESSFUL'],
    ['that is not done is called again', (attempt) => (attempt < 4 ? 'IN_PROGRESS' : 'SUCCEEDED'), 'SUCCESSFUL'],
    ['that fails brings the old one back', () => 'FAILED', 'ROLLBACK_SUCCESSFUL'],
  ] as readonly (readonly [string, (attempt: number) => HookAnswer, string])[])(
    '%s',
    async (_name, answers, status) => {
      const stage = await started(blueGreen({ lifecycleHooks: [functionHook('POST_SCALE_UP')] }), answers);
      await stage.minutes(15);
      const end = await ours(stage);
      expect(end?.status).toBe(status);
      if (status === 'SUCCESSFUL') return;
      const reason = serviceDeployment.hookFailed('POST_SCALE_UP', hookArn);
      expect(end).toMatchObject({ statusReason: reason, rollback: { reason }, lifecycleStage: 'POST_SCALE_UP' });
      expect((await stage.events()).some((text) => text.endsWith(`deployment failed: ${reason}`))).toBe(true);
      expect(await running(stage)).toEqual({ 'api:1': 2 });
    },
  );

  test.each([
    ['ROLLBACK', 'ROLLBACK_SUCCESSFUL'],
    ['CONTINUE', 'SUCCESSFUL'],
  ] as const)('that never ends has a timeout: %s', async (action, status) => {
    const hook = { ...functionHook('PRE_SCALE_UP'), timeoutConfiguration: { timeoutInMinutes: 3, action } };
    const stage = await started(blueGreen({ lifecycleHooks: [hook] }), () => 'IN_PROGRESS');
    await stage.minutes(2);
    expect((await ours(stage))?.lifecycleHookDetails).toMatchObject([
      { targetArn: hookArn, status: 'IN_PROGRESS', timeoutAction: action },
    ]);
    await stage.minutes(15);
    expect((await ours(stage))?.status).toBe(status);
  });
});

describe('a pause', () => {
  const paused = async (minutes?: number, after?: 'CONTINUE' | 'ROLLBACK') => {
    const hook = pauseHook('POST_TEST_TRAFFIC_SHIFT', minutes, after);
    const stage = await started(blueGreen({ lifecycleHooks: [hook] }));
    await stage.minutes(3);
    const waiting = await ours(stage);
    const act = (action: 'CONTINUE' | 'ROLLBACK', hookId = waiting?.lifecycleHookDetails?.[0]?.hookId) => {
      const { serviceDeploymentArn } = waiting ?? {};
      return stage.client.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId, action }));
    };
    return { stage, waiting, act };
  };

  test.each([
    ['CONTINUE', 'SUCCESSFUL'],
    ['ROLLBACK', 'ROLLBACK_SUCCESSFUL'],
  ] as const)('waits for a person, who says %s', async (action, status) => {
    const { stage, waiting, act } = await paused();
    expect(waiting).toMatchObject({ status: 'IN_PROGRESS', lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' });
    expect(waiting?.lifecycleHookDetails?.[0]).toMatchObject({ targetType: 'PAUSE', status: 'AWAITING_ACTION' });
    await act(action);
    await stage.minutes(10);
    expect((await ours(stage))?.status).toBe(status);
    await expect(act(action)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test.each([
    ['CONTINUE', 'SUCCESSFUL'],
    ['ROLLBACK', 'ROLLBACK_SUCCESSFUL'],
  ] as const)('that nobody answers has a timeout: %s', async (action, status) => {
    const { stage } = await paused(10, action);
    await stage.minutes(20);
    expect((await ours(stage))?.status).toBe(status);
  });

  test('is answered by its own id only', async () => {
    const { act } = await paused();
    await expect(act('CONTINUE', 'ecs-pause-other')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

test('a deployment on the way is superseded: what served first comes to rest, then the new one begins', async () => {
  const stage = await started(blueGreen());
  await stage.minutes(2);
  await stage.register('3');
  await stage.update({ taskDefinition: 'api:3' });
  await stage.minutes(12);
  const [newest, before] = await stage.serviceDeployments();
  expect([newest?.status, before?.status]).toEqual(['SUCCESSFUL', 'STOPPED']);
  expect(stage.states('ecs.stage', newest?.serviceDeploymentArn)).toEqual(['RECONCILE_SERVICE', ...whole]);
  expect(await running(stage)).toEqual({ 'api:3': 2 });
});

test('an alarm in the bake brings blue back at once: its tasks are still there', async () => {
  const alarms = { enable: true, rollback: true, alarmNames: ['errors'] };
  const stage = await started(blueGreen({ alarms }));
  await stage.minutes(3);
  expect((await ours(stage))?.lifecycleStage).toBe('BAKE_TIME');
  stage.aws.alarms.set('errors', 'ALARM');
  await stage.minutes(0.5);
  expect(await ours(stage)).toMatchObject({
    status: 'ROLLBACK_SUCCESSFUL',
    alarms: { triggeredAlarmNames: ['errors'] },
  });
  expect((await stage.events()).some((text) => text.endsWith(event.alarmDetected))).toBe(true);
});

test.each([
  ['BLUE_GREEN without a bake', { strategy: 'BLUE_GREEN' }],
  ['a strategy that there is not', { strategy: 'RAINBOW' as never }],
  [
    'a function without its role',
    blueGreen({ lifecycleHooks: [{ hookTargetArn: hookArn, lifecycleStages: ['PRE_SCALE_UP'] }] }),
  ],
  ['a pause while traffic shifts', blueGreen({ lifecycleHooks: [pauseHook('PRODUCTION_TRAFFIC_SHIFT')] })],
  ['early success that is not rolling', blueGreen({ earlySuccessCriteria: { enable: true, healthyPercent: 100 } })],
  [
    'early success below the floor',
    { minimumHealthyPercent: 100, earlySuccessCriteria: { enable: true, healthyPercent: 50 } },
  ],
] as readonly (readonly [string, DeploymentConfiguration])[])(
  '%s is refused',
  async (_name, deploymentConfiguration) => {
    const stage = await new Stage().live('1');
    await expect(stage.update({ deploymentConfiguration })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  },
);

test.each(['CODE_DEPLOY', 'EXTERNAL'] as const)('%s services have no strategies of ECS', async (type) => {
  const stage = await new Stage().live('1');
  const input = { serviceName: 'other', deploymentController: { type }, deploymentConfiguration: blueGreen() };
  await expect(stage.create(input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
});
