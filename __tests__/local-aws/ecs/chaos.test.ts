import { StopServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { hasEnded } from '../../../local-aws/ecs/note-change.ts';
import { byStart, type Fate } from '../../../local-aws/runtimes/scripted.ts';
import { unplaced } from '../../../local-aws/texts.ts';
import { breaker, Stage } from './stage.ts';

const fates = {
  crash: { kind: 'exits', code: 1, after: 1_000 },
  late: { kind: 'exits', code: 1, after: 90_000 },
  pull: { kind: 'image-not-found' },
  stuck: { kind: 'stuck' },
  slow: { kind: 'runs', stopsIn: 25_000 },
} satisfies Record<string, Fate>;

type Step =
  | { readonly kind: 'deploy'; readonly tag: string }
  | { readonly kind: 'force' | 'stop' | 'no-capacity' | 'capacity' };

const steps = fc.array(
  fc.record({
    wait: fc.integer({ min: 0, max: 200 }),
    step: fc.oneof<fc.Arbitrary<Step>[]>(
      fc.constantFrom(...Object.keys(fates), 'good').map((tag): Step => ({ kind: 'deploy', tag })),
      fc.constantFrom<Step[]>({ kind: 'force' }, { kind: 'stop' }, { kind: 'no-capacity' }, { kind: 'capacity' }),
    ),
  }),
  { minLength: 1, maxLength: 6 },
);

async function take(stage: Stage, step: Step): Promise<void> {
  if (step.kind === 'deploy') await stage.update({ taskDefinition: await stage.register(step.tag) });
  if (step.kind === 'force') await stage.update({ forceNewDeployment: true });
  if (step.kind === 'no-capacity') stage.aws.ecs.setCapacity(unplaced.noCapacity);
  if (step.kind === 'capacity') stage.aws.ecs.setCapacity(undefined);
  if (step.kind !== 'stop') return;
  const serviceDeploymentArn = (await stage.serviceDeployments())[0]?.serviceDeploymentArn;
  const stop = new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' });
  await stage.client.send(stop).catch((error: { name: string }) => expect(error.name).toBe('ConflictException'));
}

test('whatever happens: one PRIMARY, bounds kept, ends are final, and a good revision heals the service', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (all, guarded) => {
      const stage = await new Stage(fates).live('good', guarded ? { deploymentConfiguration: breaker } : {});
      for (const { wait, step } of all) {
        await take(stage, step);
        for (let passed = 0; passed < wait; passed += 20) {
          await stage.clock.advance(20_000);
          const { deployments = [], runningCount = 0, pendingCount = 0 } = await stage.service();
          expect(deployments.filter((one) => one.status === 'PRIMARY')).toHaveLength(1);
          expect(runningCount + pendingCount).toBeLessThanOrEqual(4);
        }
      }
      stage.aws.ecs.setCapacity(undefined);
      await stage.update({ taskDefinition: await stage.register('good') });
      await stage.minutes(20);
      const healed = await stage.service();
      expect(healed).toMatchObject({ runningCount: 2, pendingCount: 0 });
      expect(healed.deployments?.map((one) => one.rolloutState)).toEqual(['COMPLETED']);
      expectFinalEnds(stage);
    }),
    { numRuns: 60 },
  );
});

function expectFinalEnds(stage: Stage): void {
  const arns = [...stage.aws.ecs.state.serviceDeployments.keys()];
  for (const arn of arns) {
    const states = stage.states('ecs.service-deployment', arn);
    const ends = stage.aws.ecs.state.serviceDeployments.get(arn);
    expect(ends !== undefined && hasEnded(ends.status)).toBe(true);
    expect(states.filter((state) => hasEnded(state as never))).toHaveLength(1);
  }
}

test('a rollback that fails, too, is ROLLBACK_FAILED, and nothing more is tried', async () => {
  const dying = byStart({ kind: 'runs' }, { kind: 'runs' }, { kind: 'exits', code: 1, after: 1_000 });
  const stage = await new Stage({ bad: fates.crash, old: dying }).live('old', {
    deploymentConfiguration: { ...breaker, minimumHealthyPercent: 0, maximumPercent: 100 },
  });
  await stage.update({ taskDefinition: await stage.register('bad') });
  await stage.minutes(20);
  expect((await stage.serviceDeployments())[0]).toMatchObject({
    status: 'ROLLBACK_FAILED',
    finishedAt: expect.anything(),
    deploymentCircuitBreaker: { status: 'TRIGGERED' },
  });
  expect((await stage.deployments())[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'FAILED' });
});

test('a task that Spot takes away is replaced', async () => {
  const stage = await new Stage().live('1');
  const [task] = await stage.tasks('RUNNING');
  stage.aws.ecs.interruptTask(task?.taskArn ?? '');
  await stage.minutes(2);
  const [gone] = await stage.tasks('STOPPED');
  expect(gone).toMatchObject({ taskArn: task?.taskArn, stopCode: 'SpotInterruption' });
  expect(await stage.service()).toMatchObject({ runningCount: 2 });
});

test('the same seed tells the same story', async () => {
  const story = async () => {
    const stage = await new Stage({ bad: fates.crash }, { seed: 7 }).live('1', { deploymentConfiguration: breaker });
    await stage.update({ taskDefinition: await stage.register('bad') });
    await stage.minutes(10);
    return stage.aws.world.timeline;
  };
  expect(await story()).toEqual(await story());
});

test('it is light enough for thousands of worlds', async () => {
  const started = performance.now();
  const worlds = 20;
  for (let i = 0; i < worlds; i++) {
    const stage = await new Stage().live('1');
    await stage.update({ forceNewDeployment: true });
    await stage.minutes(5);
  }
  expect((performance.now() - started) / worlds).toBeLessThan(100);
});
