import { describe, expect, test } from '@jest/globals';
import { githubPort, jobEnv } from '../packages/github/github-world.ts';
import { openCheckedShop } from '../support/checked-shop.ts';
import { deploy, type RunOptions, recordOn, revisionsOf, type With } from '../support/deploy.ts';

/** A shop whose job reaches GitHub, with a new image to deploy. */
async function scene() {
  const { shop, github, check } = await openCheckedShop();
  const run = (inputs: With, options: RunOptions = {}) =>
    deploy(
      shop,
      { service: 'web', image: 'v2', 'github-token': github.state.token, ...inputs },
      { http: githubPort(github), env: jobEnv(), ...options },
    );
  return { shop, github, check, run };
}

describe('deploy-ecs with require-checks', () => {
  test('waits for what is pending, then deploys', async () => {
    const { shop, check, run } = await scene();
    check('test');
    const { clock } = shop;
    clock.at(clock.now() + 60_000, () => void check('test', 'success'));
    const ran = await run({ 'require-checks': 'test' });
    expect(ran.verdict).toBe('succeeded');
    expect(ran.host.lines.join('\n')).toContain('checks of 9f3c2ab: waits for test: in_progress');
    expect(ran.report.timeline.map(({ what }) => what)).toContain('checks passed');
    expect(recordOn(shop, 'web:2').state).toBe('succeeded');
  });

  test.each([
    [
      'failed',
      'checks-not-passed',
      'failed',
      (at: Awaited<ReturnType<typeof scene>>) => void at.check('test', 'failure'),
    ],
    [
      'is missing',
      'checks-not-passed',
      'failed',
      (at: Awaited<ReturnType<typeof scene>>) => void at.check('Test', 'success'),
    ],
    [
      'does not end',
      'checks-not-passed',
      'timed-out',
      (at: Awaited<ReturnType<typeof scene>>) => void at.check('test'),
    ],
    [
      'may not be read',
      'access-denied',
      'failed',
      (at: Awaited<ReturnType<typeof scene>>) => void Object.assign(at.github.state.permissions, { checks: 'none' }),
    ],
  ])('writes nothing when a check %s', async (_, code, verdict, given) => {
    const at = await scene();
    given(at);
    const ran = await at.run({
      'require-checks': 'test',
      'snapshot-db-instance': 'shop-db',
      'migration-command': 'migrate',
    });
    expect({ code: ran.code, verdict: ran.verdict }).toEqual({ code, verdict });
    expect({ writes: ran.writes, changed: ran.report.changed, revisions: revisionsOf(at.shop, 'web') }).toEqual({
      writes: [],
      changed: false,
      revisions: 1,
    });
  });

  test('a cancel while it waits leaves all as it is', async () => {
    const { check, run } = await scene();
    check('test');
    const ran = await run({ 'require-checks': 'test' }, { cancelAfter: 40_000 });
    expect({ verdict: ran.verdict, writes: ran.writes, changed: ran.report.changed }).toEqual({
      verdict: 'cancelled',
      writes: [],
      changed: false,
    });
  });

  test('what serves is read after the waiting: what came meanwhile is not gone back over', async () => {
    const { shop, check, run } = await scene();
    check('test');
    shop.clock.at(shop.clock.now() + 60_000, () => void check('test', 'success'));
    const other = deploy(shop, { service: 'web', image: 'v2', 'environment-variables': 'MODE=other' });
    const ran = await run({ 'require-checks': 'test' });
    expect((await other).verdict).toBe('succeeded');
    expect(ran.report.rows[0]?.from?.label).toBe('web:2');
  });

  test('a dry-run does not look, and says so; without the input nobody asks GitHub', async () => {
    const { github, run } = await scene();
    const planned = await run({ 'require-checks': 'test', 'dry-run': 'true' });
    expect({ verdict: planned.verdict, warnings: planned.report.warnings }).toEqual({
      verdict: 'planned',
      warnings: ['require-checks is not looked at in a dry-run'],
    });
    expect((await run({})).verdict).toBe('succeeded');
    expect(github.state.calls).toEqual([]);
  });
});
