import { describe, expect, test } from '@jest/globals';
import type { ReportRow } from '#report/deployment-report';
import { verdicts } from '#report/verdict';
import { nextAfterCancel, nextStep, undoable } from '#rollout/next-step';
import type { Row } from '#rollout/row';

const revision = (label: string) => ({ id: `arn:${label}`, label, images: [] });
const reported = (name: string, more: Partial<ReportRow> = {}): ReportRow => ({
  name,
  place: 'shop',
  verdict: 'failed',
  from: revision(`${name}:1`),
  to: revision(`${name}:2`),
  rollout: `ecs-svc/${name}`,
  ...more,
});
/** Refused before anything moved: it has no rollout. */
function refused(name: string): ReportRow {
  const { rollout: _, ...row } = reported(name, { serving: revision(`${name}:1`) });
  return row;
}
const skipped = (name: string): ReportRow => ({ ...refused(name), verdict: 'skipped' });
const back = (name: string) => reported(name, { verdict: 'rolled-back', serving: revision(`${name}:1`) });
const command = 'aws ecs update-service --service web';

describe('the next step', () => {
  test.each([
    ['a refused move', 'failed', [refused('web')], 'mend the cause, then run again: no service was touched'],
    ['a failed snapshot', 'failed', [skipped('web'), skipped('api')], /: no service was touched$/],
    ['refused, the other one put back', 'failed', [refused('web'), back('api')], /: the previous release serves$/],
    [
      'refused, the other one left',
      'failed',
      [refused('web'), reported('api', { verdict: 'succeeded', serving: revision('api:2') })],
      'mend the cause, then run again',
    ],
    ['left as it is', 'failed', [reported('web')], `mend the cause and deploy again, or go back: ${command}`],
    ['rolled back', 'rolled-back', [back('web')], 'mend the cause, then deploy again: the previous release serves'],
    ['not put back', 'rollback-failed', [reported('web')], `put the previous release back by hand: ${command}`],
  ] as const)('of a deployment: %s', (_, verdict, rows, next) => {
    expect(nextStep(verdict, rows, { kind: 'deploy', command })).toEqual(
      typeof next === 'string' ? next : expect.stringMatching(next),
    );
  });

  test.each([
    ['failed', `mend the cause and roll back again, or undo this rollback: ${command}`],
    ['timed-out', `undo this rollback by hand: ${command}`],
    ['rolled-back', 'mend the cause, then roll back again: the release that was to be left serves'],
  ] as const)('of a rollback that %s never speaks of deploying', (verdict, next) => {
    expect(nextStep(verdict, [reported('web', { verdict })], { kind: 'rollback', command })).toBe(next);
  });

  test('is one line, however many services there are', () => {
    const commands = Array.from({ length: 12 }, (_, at) => `${command}-${at} --task-definition web-${at}:1`);
    for (const count of [1, 2, 12]) {
      const rows = [reported('web', { verdict: 'rollback-failed' })];
      const next = nextStep('rollback-failed', rows, { kind: 'deploy', command: commands.slice(0, count).join('\n') });
      expect(next).not.toContain('\n');
      expect(next).toContain(count === 12 ? 'by hand: the 12 commands in the job summary' : commands[count - 1]);
    }
  });
});

describe('after a cancel', () => {
  const row = (name: string, more: Partial<Row> = {}): Row => ({
    change: { row: name, place: 'shop', order: 0, wait: true },
    phase: 'ended',
    ...more,
  });
  const policy = { onCancel: 'rollback', release: '777-1' } as const;

  test.each([
    ['nothing was reached', [row('web', { verdict: 'skipped' })], /^run again to go on: no traffic was moved$/],
    [
      'a way back failed',
      [row('web', { verdict: 'rollback-failed' })],
      /^see to web in shop now: .* to go back: aws ecs/,
    ],
    ['it was lost sight of', [row('web', { verdict: 'unknown' })], /^see to web in shop now: /],
    ['it is on its way back', [row('web', { phase: 'restoring' })], /^the post step of this job follows the way back/],
    ['someone else took over', [row('web', { verdict: 'superseded' })], /^look at the deployment that came after/],
  ] as const)('%s', (_, rows, next) => {
    expect(nextAfterCancel(rows, { ...policy, command })).toMatch(next);
  });
});

test('undone is what moved, never what went back, never what someone else deployed', () => {
  const rows = verdicts.map((verdict) => reported(verdict, { verdict }));
  expect(undoable(rows).map(({ row }) => row)).toEqual(
    verdicts.filter((verdict) => !['rolled-back', 'skipped', 'unchanged', 'superseded'].includes(verdict)),
  );
  expect(undoable([refused('web')])).toEqual([]);
});
