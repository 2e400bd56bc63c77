import { expect, test } from '@jest/globals';
import type { CheckResult } from '#rollout/check';
import { checkTargets } from '#verification/check-targets';
import type { TargetHealth } from '../../../local-aws/world.ts';
import { type Scene, scene } from './far-end.ts';
import { type LoadBalanced, loadBalanced } from './target-groups.ts';

const slow: TargetHealth = { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' };

async function run(
  ids: readonly string[],
  prepare: (far: LoadBalanced, scene: Scene) => void,
  leftMs = 300_000,
): Promise<{ result: CheckResult; tookMs: number; lines: readonly string[] }> {
  const here = scene();
  const { clock, context } = here;
  const far = await loadBalanced(clock);
  prepare(far, here);
  const start = clock.now();
  const wanted = async () => [{ group: far.group, ids }];
  const check = checkTargets({ elb: async () => far.elb, wanted, row: 'web' });
  const result = await check.run({ ...context, deadline: start + leftMs });
  return { result, tookMs: clock.now() - start, lines: here.lines };
}

test('passes as soon as every target is healthy', async () => {
  const { result, tookMs, lines } = await run(['10.0.1.1', '10.0.1.2'], ({ register }) => {
    register('10.0.1.1');
    register('10.0.1.2');
  });
  expect(result).toEqual({ kind: 'passed', summary: '2 of 2 targets healthy' });
  expect(tookMs).toBe(2_000);
  expect(lines).toEqual([expect.stringMatching(/0 of 2 targets healthy · target 10\.0\.1\.1:8080 is initial/)]);
});

test('waits for a target that recovers', async () => {
  let checks = 0;
  const { result } = await run(['10.0.1.1'], ({ register }) =>
    register('10.0.1.1', () => (++checks < 4 ? slow : { state: 'healthy' })),
  );
  expect(result).toMatchObject({ kind: 'passed' });
});

test('passes over other targets, draining ones among them', async () => {
  const { result } = await run(['10.0.1.1'], ({ register, deregister }, { clock }) => {
    register('10.0.1.1');
    register('10.0.1.8', () => slow);
    register('10.0.1.9');
    clock.at(clock.now() + 1_000, () => deregister('10.0.1.9'));
  });
  expect(result).toMatchObject({ kind: 'passed', summary: '1 of 1 targets healthy' });
});

test('a wanted target that drains is not there', async () => {
  const { result } = await run(['10.0.1.1'], ({ register, deregister }) => {
    register('10.0.1.1');
    deregister('10.0.1.1');
  });
  expect(result).toMatchObject({
    kind: 'failed',
    diagnosis: { code: 'target-unhealthy', what: expect.stringContaining('absent') },
  });
});

test.each([
  [300_000, 60_000],
  [17_500, 17_500],
])('with %d ms to the deadline it ends after %d ms', async (leftMs, tookMs) => {
  const end = await run(['10.0.1.1'], ({ register }) => register('10.0.1.1', () => slow), leftMs);
  expect(end).toMatchObject({ result: { kind: 'failed' }, tookMs });
});

test('the worst target comes first in the evidence', async () => {
  const { result } = await run(['10.0.1.1', '10.0.1.2', '10.0.1.3'], ({ register }) => {
    register('10.0.1.1');
    register('10.0.1.3', () => slow);
  });
  expect(result).toMatchObject({
    diagnosis: {
      what: expect.stringContaining('2 of 3 targets of web'),
      evidence: [expect.stringContaining('10.0.1.3:8080 is unhealthy'), expect.stringContaining('10.0.1.2 is absent')],
    },
  });
});

test('not being allowed to look is a warning that names the permission', async () => {
  const { result } = await run(['10.0.1.1'], ({ refuse }) => refuse('AccessDenied', 403));
  expect(result).toMatchObject({
    kind: 'passed',
    warnings: [expect.stringMatching(/web was not verified; allow elasticloadbalancing:DescribeTargetHealth/)],
  });
});

test('a target group that is gone is not found', async () => {
  const { result } = await run(['10.0.1.1'], ({ refuse }) => refuse('TargetGroupNotFound', 400));
  expect(result).toMatchObject({
    kind: 'failed',
    diagnosis: { code: 'not-found', what: expect.stringContaining('(web)') },
  });
});

test('another error of AWS is thrown', async () => {
  const refused = run(['10.0.1.1'], ({ refuse }) => refuse('ValidationError', 400));
  await expect(refused).rejects.toMatchObject({ name: 'AwsError', kind: 'rejected' });
});

test('without any target there is nothing to wait for', async () => {
  expect((await run([], () => {})).result).toEqual({ kind: 'passed', summary: 'no targets to look at' });
});

test('a cancel ends the wait', async () => {
  const cancelled = run(['10.0.1.1'], ({ register }, { clock, abort }) => {
    register('10.0.1.1', () => slow);
    clock.at(clock.now() + 5_000, () => abort.abort(new Error('cancelled')));
  });
  await expect(cancelled).rejects.toThrow('cancelled');
});
