import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runWorkflow } from './support/act.ts';
import { type Bound, openBound } from './support/bound.ts';
import { addColumn } from './support/break-example.ts';
import { expectJobs, firstError } from './support/expect-jobs.ts';
import { needLab } from './support/need-lab.ts';

// A team that has deployed twice migrates by hand and goes back, with everything that is its own kept as secrets.

const lab = needLab();
let bound: Bound;
let commits: readonly string[] = [];
let secrets: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  bound = await openBound(lab, 'hands');
  secrets = bound.vars;
  const release = async (message: string) => {
    const commit = bound.team.commit(message);
    const run = await runWorkflow(lab, bound.team, 'deploy', { event: 'push', secrets });
    expectJobs(run, { build: 'success', deploy: 'success', report: 'success' });
    expect(run.log).not.toContain(bound.name);
    return commit;
  };
  const first = await release('First');
  addColumn(bound.team.folder);
  commits = [first, await release('Second')];
}, 240_000);
afterAll(() => bound?.close());

const serving = async () => (await bound.health()).version;

describe('migrate.yml', () => {
  const migrate = (command: string, more: Readonly<Record<string, string>> = {}) =>
    runWorkflow(lab, bound.team, 'migrate', { inputs: { command, environment: 'production', ...more }, secrets });
  const ended = { migrate: 'success' };

  test('current and history tell and change nothing', async () => {
    const current = await migrate('current');
    expectJobs(current, ended);
    expect(current.log).toMatch(/0003 \(head\)/);
    const history = await migrate('history');
    expectJobs(history, ended);
    expect(history.log).toMatch(/0001.*[\s\S]*0003|0003[\s\S]*0001/);
    expect(bound.database.revision()).toBe('0003');
  });

  test('downgrade asks to be confirmed, and changes nothing before that', async () => {
    const run = await migrate('downgrade -1');
    expectJobs(run, { migrate: 'failure' });
    expect(firstError(run).title).toBe('Not confirmed');
    expect(bound.database.revision()).toBe('0003');
  });

  test('downgrade -1, then upgrade head', async () => {
    expectJobs(await migrate('downgrade -1', { confirm: 'production without a snapshot' }), ended);
    expect(bound.database.revision()).toBe('0002');
    expect(bound.database.tables()).not.toContain('third_migration');
    expectJobs(await migrate('upgrade head'), ended);
    expect(bound.database.revision()).toBe('0003');
    expect(bound.database.tables()).toContain('third_migration');
  });

  test('a command of one’s own that fails is red and says what alembic said', async () => {
    const run = await migrate('custom', {
      'custom-command': 'alembic upgrade nothere',
      confirm: 'production without a snapshot',
    });
    expectJobs(run, { migrate: 'failure' });
    expect(firstError(run)).toEqual({
      title: 'migration-failed',
      message: expect.stringMatching(/Can't locate revision identified by 'nothere'/),
    });
    expect(bound.database.revision()).toBe('0003');
  });
});

describe('rollback.yml', () => {
  const rollBack = (to = '') =>
    runWorkflow(lab, bound.team, 'rollback', { inputs: { to, environment: 'production' }, secrets });
  const ended = { rollback: 'success' };

  test('a revision that is not there: nothing is written, and what there is is listed', async () => {
    const before = await bound.stage.revision(bound.name);
    const run = await rollBack('999');
    expectJobs(run, { rollback: 'failure' });
    expect(firstError(run).title).toBe('rollback-target-missing');
    expect(await bound.stage.revision(bound.name)).toBe(before);
  });

  test('empty: the release that served before, with a warning about the database that stays', async () => {
    const run = await rollBack();
    expectJobs(run, ended);
    expect(await serving()).toBe(commits[0]);
    expect(bound.database.revision()).toBe('0003');
    expect(run.annotations.some(({ level, message }) => level === 'warning' && /0002|downgrade/.test(message))).toBe(
      true,
    );
  });

  test('to a commit, and to the number of a revision', async () => {
    expectJobs(await rollBack(commits[1]?.slice(0, 12)), ended);
    expect(await serving()).toBe(commits[1]);
    const first = Number((await bound.stage.revision(bound.name)).split(':')[1]) - 1;
    expectJobs(await rollBack(String(first)), ended);
    expect(await serving()).toBe(commits[0]);
  });
});
