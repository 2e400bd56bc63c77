import { describe, expect, test } from '@jest/globals';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { stopped } from '../../../local-aws/texts.ts';
import { breaker, Stage } from '../../local-aws/ecs/stage.ts';
import { startPart, watchToEnd } from './watch-stage.ts';

interface Doom {
  readonly name: string;
  readonly fate: Fate;
  readonly desired: number;
  readonly breaker?: true;
  readonly code: string;
  /** Counted from the n-th stopped task of the new revision. */
  readonly after: number;
  /** Bar in ms from there. */
  readonly bar: number;
}

const network = { kind: 'cannot-start', reason: stopped.platformMismatch } as const;

const dooms: readonly Doom[] = [
  {
    name: 'crash loop, one task, no breaker',
    fate: { kind: 'exits', code: 1, after: 2_000 },
    desired: 1,
    code: 'crash-loop',
    after: 3,
    bar: 15_000,
  },
  {
    name: 'crash loop at once, four tasks, no breaker',
    fate: { kind: 'exits', code: 3, after: 100 },
    desired: 4,
    code: 'crash-loop',
    after: 3,
    bar: 15_000,
  },
  {
    name: 'slow crash loop, ten tasks',
    fate: { kind: 'exits', code: 1, after: 20_000 },
    desired: 10,
    code: 'crash-loop',
    after: 3,
    bar: 15_000,
  },
  {
    name: 'image missing, one task',
    fate: { kind: 'image-not-found' },
    desired: 1,
    code: 'image-not-found',
    after: 1,
    bar: 45_000,
  },
  {
    name: 'image missing, four tasks',
    fate: { kind: 'image-not-found' },
    desired: 4,
    code: 'image-not-found',
    after: 1,
    bar: 45_000,
  },
  {
    name: 'secret unreadable, one task',
    fate: { kind: 'secret-unreadable' },
    desired: 1,
    code: 'secret-unreadable',
    after: 1,
    bar: 45_000,
  },
  {
    name: 'wrong platform, two tasks',
    fate: network,
    desired: 2,
    code: 'image-platform-mismatch',
    after: 1,
    bar: 45_000,
  },
  {
    name: 'out of memory again and again',
    fate: { kind: 'out-of-memory', after: 500 },
    desired: 1,
    code: 'out-of-memory',
    after: 3,
    bar: 15_000,
  },
];

async function run(doom: Pick<Doom, 'fate' | 'desired' | 'breaker'>, options: Parameters<typeof watchToEnd>[2]) {
  const stage = await new Stage({ new: doom.fate }).live('old', { desiredCount: doom.desired });
  const to = await stage.register('new');
  const off = { deploymentCircuitBreaker: { enable: false, rollback: false } };
  const part = await startPart(stage, to, { deploymentConfiguration: doom.breaker ? breaker : off });
  const [seen] = await watchToEnd(stage, [part], options);
  const stops = stage.aws.world.timeline
    .filter((entry) => entry.kind === 'ecs.task' && (entry.state === 'DEPROVISIONING' || entry.state === 'STOPPED'))
    .filter((entry, index, all) => all.findIndex((other) => other.subject === entry.subject) === index)
    .map((entry) => entry.at)
    .filter((at) => at > part.startedAt);
  return { seen, stops };
}

describe.each(dooms)('$name', (doom) => {
  test('is doomed in time, with its cause', async () => {
    const { seen, stops } = await run(doom, { stopAt: 'doomed' });
    expect(seen?.last).toMatchObject({ kind: 'doomed', why: { code: doom.code } });
    const late = (seen?.at.doomed ?? Number.NaN) - (stops[doom.after - 1] ?? Number.NaN);
    expect(late).toBeLessThanOrEqual(doom.bar);
    expect(seen?.news.join('\n')).toMatch(/task [0-9a-f]{8}… stopped/);
  });
});

test('fail-fast off: never doomed, ECS decides', async () => {
  const { seen } = await run(
    { fate: { kind: 'exits', code: 1, after: 500 }, desired: 2, breaker: true },
    { failFast: false },
  );
  expect(seen?.kinds).not.toContain('doomed');
  expect(seen?.last).toMatchObject({ kind: 'ended', how: 'went-back' });
});

test('each stopped task is told once, with how often it happened', async () => {
  const { seen } = await run({ fate: { kind: 'exits', code: 7, after: 500 }, desired: 1 }, { stopAt: 'doomed' });
  const lines = seen?.news.filter((line) => line.startsWith('task ')) ?? [];
  expect(lines.length).toBe(3);
  expect(lines[0]).toMatch(/^task [0-9a-f]{8}… stopped: exit 7 in container api$/);
  expect(lines[1]).toMatch(/\(2nd time\)$/);
  expect(lines[2]).toMatch(/\(3rd time\)$/);
});

test('two crashes and then health are no doom', async () => {
  let starts = 0;
  const stage = await new Stage({
    new: () => {
      starts++;
      return starts <= 2 ? { kind: 'exits', code: 1, after: 500 } : { kind: 'runs' };
    },
  }).live('old', { desiredCount: 1 });
  const part = await startPart(stage, await stage.register('new'));
  const [seen] = await watchToEnd(stage, [part]);
  expect(seen?.last).toMatchObject({ kind: 'ended', how: 'live' });
  expect(seen?.kinds).not.toContain('doomed');
});

test('a healthy task beside three crashed ones is no doom', async () => {
  let starts = 0;
  const stage = await new Stage({
    new: () => {
      starts++;
      return starts === 1 || starts > 5 ? { kind: 'runs' } : { kind: 'exits', code: 1, after: 60_000 };
    },
  }).live('old', { desiredCount: 2 });
  const part = await startPart(stage, await stage.register('new'), {
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 },
  });
  const [seen] = await watchToEnd(stage, [part]);
  expect(seen?.kinds).not.toContain('doomed');
});
