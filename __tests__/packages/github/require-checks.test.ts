import { expect, test } from '@jest/globals';
import { Cancelled } from '#base/cancelled';
import { type RequiredChecks, requireChecks } from '#github/require-checks';
import { Failure } from '#report/failure';
import { type ChecksCase, checksCases, repositoryCases } from '../../cases/github.ts';
import { commit, type GithubWorld, githubWorld } from './github-world.ts';

const ask = (world: GithubWorld, more: Partial<RequiredChecks> = {}) =>
  requireChecks(
    { wanted: ['test'], commit, token: world.github.state.token, timeoutMs: 20 * 60_000, ...more },
    world.host,
  );

const failureOf = async (asked: Promise<void>): Promise<Failure> => {
  const error: unknown = await asked.then(
    () => new Error('it passed'),
    (thrown) => thrown,
  );
  if (error instanceof Failure) return error;
  throw error;
};

test.each(checksCases)('$code: $name', async (one: ChecksCase) => {
  const world = githubWorld();
  one.given(world);
  const start = world.clock.now();
  const failure = await failureOf(
    ask(world, {
      wanted: one.wanted ?? ['test'],
      token: one.token ?? world.github.state.token,
      timeoutMs: (one.minutes ?? 20) * 60_000,
    }),
  );
  const { code, what, fix, evidence } = failure.diagnosis;
  expect({ code, verdict: failure.verdict }).toEqual({ code: one.code, verdict: one.verdict ?? 'failed' });
  expect(what).toContain(one.what);
  for (const part of one.fix) expect(fix).toContain(part);
  expect(evidence.join('\n')).toContain(one.evidence ?? '');
  expect(fix.split('\n').length).toBeLessThanOrEqual(2);
  expect(world.clock.now() - start).toBeLessThanOrEqual(one.withinSeconds * 1_000);
});

test.each(repositoryCases)('$code: $name', async ({ code, what }) => {
  const world = githubWorld({ only: ['acme/other'] });
  const { diagnosis } = await failureOf(ask(world));
  expect(diagnosis.code).toBe(code);
  expect(diagnosis.what).toContain(what);
});

const passes: readonly {
  readonly name: string;
  readonly given: (world: GithubWorld) => void;
  readonly wanted?: readonly string[] | 'all';
  /** Milliseconds until it is known. */
  readonly after?: number;
  readonly says?: string;
}[] = [
  { name: 'it has passed', given: ({ check }) => check('test', 'success') },
  { name: 'it is neutral', given: ({ check }) => check('test', 'neutral') },
  { name: 'it was skipped by its own condition', given: ({ check }) => check('test', 'skipped') },
  { name: 'it is a commit status', given: ({ status }) => status('test', 'success') },
  {
    name: 'it failed at first, and passed when it was run again',
    given: ({ check }) => {
      check('test', 'failure');
      check('test', 'success');
    },
  },
  {
    name: 'a status failed at first and is mended',
    given: ({ status }) => {
      status('test', 'failure');
      status('test', 'success');
    },
  },
  {
    name: 'another one failed',
    given: ({ check }) => ['test', 'lint'].map((name) => check(name, name === 'test' ? 'success' : 'failure')),
  },
  { name: 'it is an ended job of this run', given: ({ check }) => check('test', 'success', { run: 777 }) },
  {
    name: 'it is pending at first',
    given: ({ check, later }) => {
      check('test');
      later(58_000, () => check('test', 'success'));
    },
    after: 60_000,
    says: 'checks of 9f3c2ab: waits for test: in_progress',
  },
  {
    name: 'its workflow appears a little later than ours',
    given: ({ check, later }) => later(12_000, () => check('test', 'success')),
    after: 15_000,
    says: 'waits for test: not reported',
  },
  {
    name: 'its workflow has other jobs before it, and it is no check until they have ended',
    given: ({ check, hold, later }) => {
      check('build', 'success');
      hold(500, true);
      later(300_000, () => {
        check('test', 'success');
        hold(500, false);
      });
    },
    after: 320_000,
  },
  {
    name: 'all: the jobs of this run are not waited for, nor what failed in an earlier attempt of it',
    given: ({ check }) => {
      check('test', 'success');
      check('notify', 'failure', { run: 777 });
    },
    wanted: 'all',
  },
  {
    name: 'all: later jobs of a run under way are waited for',
    given: ({ check, hold, later }) => {
      check('build', 'success');
      hold(500, true);
      later(20_000, () => {
        check('test', 'success');
        hold(500, false);
      });
    },
    wanted: 'all',
    after: 20_000,
    says: 'waits for jobs to come of a run under way',
  },
  {
    name: 'a secondary limit, a lost connection and a server error on the way',
    given: ({ check, github }) => {
      check('test', 'success');
      for (const what of ['secondary-limit', 'drop', 'server-error'] as const) {
        github.state.faults.push({ fault: { call: 'check-runs', do: what, seconds: 30 }, left: 1 });
      }
    },
    after: 40_000,
  },
];

test.each(passes)('passes: $name', async ({ given, wanted = ['test'], after = 0, says }) => {
  const world = githubWorld();
  given(world);
  const start = world.clock.now();
  await ask(world, { wanted });
  expect(world.clock.now() - start).toBeLessThanOrEqual(after);
  expect(world.host.lines.at(-1)).toMatch(/^checks of 9f3c2ab: passed \(/);
  if (says !== undefined) expect(world.host.lines.join('\n')).toContain(says);
});

test('waiting says something when something changes, else every half minute', async () => {
  const world = githubWorld();
  world.check('test');
  await failureOf(ask(world, { timeoutMs: 10 * 60_000 }));
  const lines = world.host.lines.filter((line) => line.includes('waits for'));
  expect(lines.length).toBeGreaterThanOrEqual(10);
  expect(lines.length).toBeLessThanOrEqual(20);
});

test('an hour of waiting fits into what a job may ask of GitHub', async () => {
  const world = githubWorld();
  world.check('lint', 'success');
  world.hold(500, true);
  await failureOf(ask(world, { timeoutMs: 60 * 60_000 }));
  expect(world.github.state.calls.length).toBeLessThan(700);
});

test('nothing is written', async () => {
  const world = githubWorld();
  world.check('test', 'success');
  await ask(world);
  expect(world.github.state.calls.filter(({ call }) => !call.startsWith('GET '))).toEqual([]);
});

test('a cancel ends the waiting at once', async () => {
  const world = githubWorld();
  world.check('test');
  const start = world.clock.now();
  world.later(33_000, () => world.host.abort.abort(new Cancelled('SIGINT')));
  await expect(ask(world)).rejects.toThrow('cancelled');
  expect(world.clock.now() - start).toBe(33_000);
});
