import type { ReasonCode } from '#report/reasons';
import type { GithubWorld } from '../packages/github/github-world.ts';

export interface ChecksCase {
  readonly name: string;
  readonly given: (world: GithubWorld) => void;
  /** Default: test. */
  readonly wanted?: readonly string[] | 'all';
  readonly token?: string;
  /** Minutes. Default: 20. */
  readonly minutes?: number;
  readonly code: ReasonCode;
  readonly verdict?: string;
  readonly what: string;
  /** Each must stand in the fix. */
  readonly fix: readonly string[];
  readonly evidence?: string;
  /** At most so many seconds are spent on it. */
  readonly withinSeconds: number;
}

const failing = (conclusion: string): ChecksCase => ({
  name: `it ended as ${conclusion}`,
  given: ({ check }) => check('test', conclusion),
  code: 'checks-not-passed',
  what: `checks of 9f3c2ab have not passed: test: ${conclusion}`,
  fix: ['https://github.com/acme/shop/commit/9f3c2ab1d4e5f60718293a4b5c6d7e8f90a1b2c3/checks'],
  evidence: 'https://github.com/acme/shop/actions/runs/500/job/',
  withinSeconds: 0,
});

/** What keeps a commit from being deployed under `require-checks`, and what is said. */
export const checksCases: readonly ChecksCase[] = [
  ...['failure', 'cancelled', 'timed_out', 'action_required', 'stale', 'startup_failure'].map(failing),
  {
    name: 'it fails while it is waited for',
    given: ({ check, later }) => {
      check('test');
      later(42_000, () => check('test', 'failure'));
    },
    code: 'checks-not-passed',
    what: 'test: failure',
    fix: ['let them pass'],
    withinSeconds: 47,
  },
  {
    name: 'a failure in a workflow is not hidden by the success of another one',
    given: ({ check }) => {
      check('test', 'failure', { run: 500 });
      check('test', 'success', { run: 501 });
    },
    code: 'checks-not-passed',
    what: 'test: failure',
    fix: ['let them pass'],
    withinSeconds: 0,
  },
  {
    name: 'it is skipped, because a job that it needs failed',
    given: ({ check }) => {
      check('lint', 'failure');
      check('test', 'skipped');
    },
    code: 'checks-not-passed',
    what: 'test: skipped, since another job of its run failed',
    fix: ['let them pass'],
    withinSeconds: 0,
  },
  {
    name: 'a commit status failed',
    given: ({ status }) => status('test', 'error'),
    code: 'checks-not-passed',
    what: 'test: error',
    fix: ['let them pass'],
    evidence: 'https://ci.example/test',
    withinSeconds: 0,
  },
  {
    name: 'a check passed and the status of the same name did not',
    given: ({ check, status }) => {
      check('test', 'success');
      status('test', 'failure');
    },
    code: 'checks-not-passed',
    what: 'test: failure',
    fix: ['let them pass'],
    withinSeconds: 0,
  },
  {
    name: 'all: one of many on the second page failed',
    given: ({ check }) => {
      for (let at = 0; at < 150; at++) check(`shard ${at}`, at === 7 ? 'failure' : 'success');
    },
    wanted: 'all',
    code: 'checks-not-passed',
    what: 'shard 7: failure',
    fix: ['let them pass'],
    withinSeconds: 0,
  },
  {
    name: 'the name is written in another way',
    given: ({ check }) => {
      check('Test', 'success');
      check('lint', 'success');
    },
    code: 'checks-not-passed',
    what: 'test: not reported',
    fix: ['as GitHub shows them: Test?'],
    evidence: 'the commit has: ',
    withinSeconds: 65,
  },
  {
    name: 'all: nothing but this run reported anything',
    given: () => {},
    wanted: 'all',
    code: 'checks-not-passed',
    what: 'there is none but those of this run',
    fix: ['see that their workflow runs for this commit'],
    withinSeconds: 65,
  },
  {
    name: 'it is a job of this run that has not ended',
    given: ({ check }) => check('test', undefined, { run: 777 }),
    code: 'checks-not-passed',
    what: 'test: in_progress, a job of this run: name it in needs: of this job instead',
    fix: ['let them pass'],
    withinSeconds: 0,
  },
  {
    name: 'it does not end in time',
    given: ({ check }) => check('test'),
    minutes: 5,
    code: 'checks-not-passed',
    verdict: 'timed-out',
    what: 'checks of 9f3c2ab have not passed within 5m 00s: test: in_progress',
    fix: ['raise checks-timeout-minutes'],
    withinSeconds: 300,
  },
  {
    name: 'it never comes, although its run goes on',
    given: ({ check, hold }) => {
      check('lint', 'success');
      hold(500, true);
    },
    minutes: 5,
    code: 'checks-not-passed',
    verdict: 'timed-out',
    what: 'within 5m 00s: test: not reported',
    fix: ['as GitHub shows them'],
    withinSeconds: 300,
  },
  {
    name: 'the permission for checks is missing',
    given: ({ github }) => void Object.assign(github.state.permissions, { checks: 'none' }),
    code: 'access-denied',
    what: 'checks: read is missing',
    fix: ['Add `checks: read` under `permissions:` of this job'],
    evidence: 'Resource not accessible by integration',
    withinSeconds: 0,
  },
  {
    name: 'the permission for statuses is missing',
    given: ({ github }) => void Object.assign(github.state.permissions, { statuses: 'none' }),
    code: 'access-denied',
    what: 'statuses: read is missing',
    fix: ['Add `statuses: read` under `permissions:` of this job'],
    evidence: 'Resource not accessible by integration',
    withinSeconds: 0,
  },
  {
    name: 'the token is no longer good',
    given: () => {},
    token: 'ghs_expired',
    code: 'access-denied',
    what: 'does not accept the token of the input github-token',
    fix: ['Leave github-token at its default'],
    evidence: 'Bad credentials',
    withinSeconds: 0,
  },
  {
    name: 'there is no token',
    given: () => {},
    token: '',
    code: 'invalid-input',
    what: 'require-checks asks GitHub, and the input github-token is empty',
    fix: ['github-token'],
    withinSeconds: 0,
  },
  {
    name: 'the rate limit is used up for longer than is waited',
    given: ({ github }) =>
      void github.state.faults.push({ fault: { call: '', do: 'primary-limit', seconds: 1_800 }, left: 9 }),
    code: 'throttled',
    what: "GitHub's rate limit is used up for the next 30 min",
    fix: ['Run again after that'],
    evidence: 'API rate limit exceeded',
    withinSeconds: 1,
  },
  {
    name: 'GitHub knows no such commit',
    given: ({ github }) =>
      void github.home.commits.push({ sha: 'a'.repeat(40), message: 'first', date: '2026-01-01T00:00:00Z' }),
    code: 'invalid-input',
    what: 'No commit found for SHA: 9f3c2ab',
    fix: ['checks of 9f3c2ab'],
    evidence: 'HTTP 422',
    withinSeconds: 0,
  },
  {
    name: 'GitHub stays away',
    given: ({ github }) => void github.state.faults.push({ fault: { call: '', do: 'bad-gateway' }, left: 10_000 }),
    minutes: 2,
    code: 'unknown',
    what: 'GitHub could not be reached or had trouble: HTTP 502',
    fix: ['githubstatus.com'],
    withinSeconds: 120,
  },
  {
    name: 'something that is not GitHub answers',
    given: ({ github }) => void github.state.faults.push({ fault: { call: '', do: 'not-json' }, left: 10_000 }),
    minutes: 1,
    code: 'unknown',
    what: 'HTTP 200, and no JSON',
    fix: ['githubstatus.com'],
    withinSeconds: 60,
  },
];

/** A repository that the token does not see. */
export const hiddenRepository = {
  name: 'the repository is hidden from the token',
  code: 'not-found',
  what: 'GitHub knows no /repos/acme/shop/',
} as const satisfies { name: string; code: ReasonCode; what: string };

export const repositoryCases = [hiddenRepository] as const;
