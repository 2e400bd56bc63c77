import { StopServiceDeploymentCommand, type UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { breaker, Stage } from '../../local-aws/ecs/stage.ts';
import { enteredAt, startPart, watchToEnd } from './watch-stage.ts';

const crash: Fate = { kind: 'exits', code: 1, after: 800, log: ['boot', "KeyError: 'DATABASE_URL'"] };
const log = {
  logConfiguration: {
    logDriver: 'awslogs',
    options: { 'awslogs-group': '/shop/api', 'awslogs-stream-prefix': 'api', 'awslogs-region': 'eu-central-1' },
  },
} as const;

interface Case {
  readonly name: string;
  readonly fate?: Fate;
  readonly input?: Partial<UpdateServiceCommandInput>;
  /** Done to the stage at so many ms after the start. */
  readonly later?: readonly [number, (stage: Stage) => Promise<unknown>];
  /** In their order; what lasts less than 5 s may go unseen. */
  readonly kinds: readonly string[];
  readonly code?: string;
  /** State of the service deployment that ends it: the lag is measured from there. */
  readonly truth: string;
}

async function stopByHand(stage: Stage): Promise<void> {
  const [newest] = await stage.serviceDeployments();
  const serviceDeploymentArn = newest?.serviceDeploymentArn;
  await stage.client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' }));
}

const cases: readonly Case[] = [
  { name: 'success', kinds: ['moving', 'live'], truth: 'SUCCESSFUL' },
  {
    name: 'crash loop with a breaker that rolls back, the old tasks still there',
    fate: crash,
    input: { deploymentConfiguration: breaker },
    kinds: ['moving', 'going-back', 'went-back'],
    code: 'crash-loop',
    truth: 'ROLLBACK_SUCCESSFUL',
  },
  {
    name: 'crash loop with a breaker that rolls back, the old tasks gone',
    fate: crash,
    input: { deploymentConfiguration: { ...breaker, minimumHealthyPercent: 0, maximumPercent: 100 } },
    kinds: ['moving', 'going-back', 'went-back'],
    code: 'crash-loop',
    truth: 'ROLLBACK_SUCCESSFUL',
  },
  {
    name: 'crash loop with a breaker that does not roll back',
    fate: crash,
    input: { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } },
    kinds: ['moving', 'failed'],
    code: 'crash-loop',
    truth: 'STOPPED',
  },
  {
    name: 'stopped by a person',
    later: [45_000, stopByHand],
    kinds: ['moving', 'going-back', 'went-back'],
    code: 'stopped-by-person',
    truth: 'ROLLBACK_SUCCESSFUL',
  },
  {
    name: 'superseded by another revision',
    later: [15_000, async (stage) => stage.update({ taskDefinition: await stage.register('third') })],
    kinds: ['moving', 'superseded'],
    code: 'in-progress-elsewhere',
    truth: 'STOPPED',
  },
  {
    name: 'superseded by the same revision: followed on',
    later: [15_000, (stage) => stage.update({ forceNewDeployment: true })],
    kinds: ['moving', 'live'],
    truth: 'SUCCESSFUL',
  },
];

describe.each(cases)('$name', ({ fate, input, later, kinds, code, truth }) => {
  test('is seen as what it is, within 5 s', async () => {
    const stage = await new Stage(fate === undefined ? {} : { new: fate }).live('old', { desiredCount: 4 });
    stage.aws.logs.createGroup('/shop/api');
    const to = await stage.register('new', log, { executionRoleArn: 'arn:aws:iam::111122223333:role/execution' });
    const part = await startPart(stage, to, input);
    if (later !== undefined)
      stage.clock.at(stage.clock.now() + later[0], () => void stage.clock.busy(() => later[1](stage)));
    const [seen] = await watchToEnd(stage, [part], { failFast: false });
    const endedAt = enteredAt(stage, 'ecs.service-deployment', truth);
    const short = endedAt - enteredAt(stage, 'ecs.service-deployment', 'ROLLBACK_IN_PROGRESS') < 5_000;
    const unseen = short && seen?.kinds.includes('going-back') === false ? 'going-back' : '';
    expect(seen?.kinds).toEqual(kinds.filter((kind) => kind !== unseen));
    const why = seen !== undefined && 'why' in seen.last ? seen.last.why : undefined;
    expect(why?.code).toBe(code);
    const lag = (seen?.endedAt ?? Number.NaN) - endedAt;
    expect(lag).toBeGreaterThanOrEqual(0);
    expect(lag).toBeLessThanOrEqual(5_000);
    if (kinds.includes('going-back') && code === 'crash-loop') {
      const decided = enteredAt(stage, 'ecs.service-deployment', 'ROLLBACK_IN_PROGRESS');
      expect((seen?.at['going-back'] ?? seen?.endedAt ?? Number.NaN) - decided).toBeLessThanOrEqual(5_000);
      expect(why?.what).toContain("KeyError: 'DATABASE_URL'");
      expect(why?.fix).toContain('DATABASE_URL');
    }
  });
});
