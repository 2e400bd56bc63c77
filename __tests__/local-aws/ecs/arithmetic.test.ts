import type { ThresholdConfiguration } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { breakerThreshold } from '../../../local-aws/ecs/count-failure.ts';
import { bounds } from '../../../local-aws/ecs/count-tasks.ts';
import type { Service } from '../../../local-aws/ecs/model.ts';
import { event } from '../../../local-aws/texts.ts';
import { Stage } from './stage.ts';

const service = (desired: number, configuration: Service['configuration']): Service =>
  ({ desired, configuration, scheduling: 'REPLICA' }) as Service;

test.each([
  [4, 50, 150, 2, 6],
  [3, 100, 125, 3, 3],
  [1, 0, 100, 0, 1],
  [5, 33, 133, 2, 6],
  [1, 50, 200, 1, 2],
])('%i desired, %i to %i percent: from %i to %i tasks', (desired, least, most, floor, ceiling) => {
  const configuration = { minimumHealthyPercent: least, maximumPercent: most };
  expect(bounds(service(desired, configuration))).toEqual({ floor, ceiling });
});

test.each<[number, ThresholdConfiguration | undefined, number]>([
  [1, undefined, 3],
  [25, undefined, 13],
  [1000, undefined, 200],
  [10, { type: 'COUNT', value: 2 }, 2],
  [2, { type: 'UNBOUNDED_PERCENT', value: 50 }, 1],
  [20, { type: 'BOUNDED_PERCENT', value: 10 }, 3],
])('%i desired with %j: the breaker trips at %i failures', (desired, thresholdConfiguration, threshold) => {
  const deploymentCircuitBreaker = { enable: true, rollback: true, thresholdConfiguration };
  expect(breakerThreshold(service(desired, { deploymentCircuitBreaker }))).toBe(threshold);
});

test('a rollout never goes under the floor nor over the ceiling, and ends', async () => {
  const percents = fc
    .record({
      desired: fc.integer({ min: 1, max: 7 }),
      least: fc.integer({ min: 0, max: 100 }),
      more: fc.integer({ min: 0, max: 150 }),
    })
    .map(({ desired, least, more }) => ({ desired, least, most: 100 + more }))
    .filter(({ desired, least, most }) => Math.ceil((desired * least) / 100) < Math.floor((desired * most) / 100));
  await fc.assert(
    fc.asyncProperty(percents, async ({ desired, least, most }) => {
      const stage = await new Stage().live('1', {
        desiredCount: desired,
        deploymentConfiguration: { minimumHealthyPercent: least, maximumPercent: most },
      });
      const floor = Math.ceil((desired * least) / 100);
      const ceiling = Math.floor((desired * most) / 100);
      await stage.register('2');
      await stage.update({ taskDefinition: 'api:2' });
      for (let second = 0; second < 900; second += 5) {
        await stage.clock.advance(5_000);
        const { deployments = [], runningCount = 0, pendingCount = 0 } = await stage.service();
        expect(runningCount).toBeGreaterThanOrEqual(floor);
        expect(runningCount + pendingCount).toBeLessThanOrEqual(ceiling);
        if (deployments[0]?.rolloutState === 'COMPLETED') return;
      }
      throw new Error('the rollout did not end');
    }),
    { numRuns: 60 },
  );
});

test('percentages that leave no room are said in an event', async () => {
  const stage = await new Stage().live('1', {
    desiredCount: 3,
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 125 },
  });
  await stage.register('2');
  await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(10);
  expect((await stage.events()).at(-1)).toBe(event.stuckConfiguration);
  expect((await stage.deployments())[0]).toMatchObject({ rolloutState: 'IN_PROGRESS', runningCount: 0 });
});
