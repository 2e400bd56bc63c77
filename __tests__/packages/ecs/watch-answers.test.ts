import type { Deployment, Service, Task } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { answerLook } from '#ecs/follow/answer-look';
import type { Counts, Judgement } from '#ecs/follow/look-judgement';
import { newTrack, type Track } from '#ecs/follow/look-track';
import { diagnosis } from '#report/diagnosis';
import { type Answering, answeringSources, deploymentAt } from './answering-ecs.ts';
import { partFrom, revisionOfApi } from './watch-stage.ts';

// What one judgement of AWS's views is answered with, and what is read for it.

const begin = Date.UTC(2026, 0, 5, 9);
const listed = deploymentAt(begin);
const patience = { failFast: true, graceMs: 30_000 };
const counts: Counts = { wanted: 4, running: 2, pending: 2, old: 4 };
const moving = (more: Partial<Counts> = {}): Judgement => ({ kind: 'moving', counts: { ...counts, ...more } });
const restore = { part: { ...partFrom(begin), goal: 'restore' } } as const;
const serving = (...deployments: Deployment[]): Service => ({ serviceName: 'api', status: 'ACTIVE', deployments });
const newer = (of: number) => listed(3, of, 'PRIMARY', 9);

/** A track whose service was read in this look, and what it is answered with. */
function opened(more: Partial<Track> = {}, answers: Answering = {}) {
  const { sources, asked, clock } = answeringSources(answers);
  const track = Object.assign(newTrack({ ...partFrom(begin), startedAt: begin }), { arn: 'arn:deployment/2' }, more);
  const answer = async (judgement: Judgement) => {
    track.lookedAt = clock.now();
    track.servicedAt = clock.now();
    const before = asked.length;
    const look = await answerLook(sources, track, judgement, patience, {});
    return { look, asked: asked.slice(before).map(({ operation }) => operation) };
  };
  return { track, answer, clock };
}

describe('a judgement is answered', () => {
  const went = { kind: 'went-back' } as const;
  const back: Judgement = { kind: 'going-back', counts };
  const adopted = 'deployment ecs-svc/3 of the same revision took over, it is followed now';
  test.each<readonly [string, Judgement, Partial<Track>, object]>([
    ['moving', moving(), {}, { kind: 'moving', state: '2/4 new running, 4 old serving', news: [] }],
    ['unclear', { kind: 'unclear' }, {}, { kind: 'moving', state: 'waiting for AWS to show it' }],
    ['going back', back, {}, { kind: 'going-back', state: '4 new left, 4 old running', why: { code: 'unknown' } }],
    ['going back, as was wanted', back, restore, { kind: 'moving', state: '4 new left, 4 old running' }],
    ['went back', went, {}, { kind: 'ended', how: 'went-back', why: { code: 'unknown' } }],
    ['failed', { kind: 'failed' }, {}, { kind: 'ended', how: 'failed', why: { code: 'unknown' } }],
    [
      'superseded',
      { kind: 'superseded', by: 'deployment ecs-svc/3 of api:3' },
      {},
      {
        how: 'superseded',
        why: { code: 'in-progress-elsewhere', what: 'deployment ecs-svc/3 of api:3 took the place of ours' },
      },
    ],
    [
      'another of the same revision',
      { kind: 'adopt', id: 'ecs-svc/3' },
      {},
      { kind: 'moving', state: 'followed further', news: [adopted] },
    ],
    ['gone', { kind: 'gone' }, {}, { kind: 'ended', how: 'failed', why: { code: 'not-found' } }],
    ['gone on the way back', { kind: 'gone' }, restore, { kind: 'ended', how: 'failed', why: { code: 'not-found' } }],
  ])('%s', async (_name, judgement, more, expected) => {
    const { answer, track } = opened({ service: serving(), ...more });
    const { look } = await answer(judgement);
    expect(look).toMatchObject(expected);
    expect(track.ended).toBe(look.kind === 'ended' ? look : undefined);
  });

  test('a rollout that is followed further begins anew: what was seen of the one before is no cause of its end', async () => {
    const why = diagnosis('crash-loop', { what: 'container api exits 1', where: 'service api' });
    const { answer, track, clock } = opened({ service: serving(), history: [60_000], containers: [] });
    const times = {
      claimedAt: 1,
      askedAt: 1,
      createdAt: 1,
      missingSince: 1,
      changedAt: 1,
      notedAt: 1,
      permanentSince: 1,
    };
    Object.assign(track, { ...times, failed: true, withoutArn: true, suspect: true, counts, why, doomed: why });
    Object.assign(track, {
      notOurs: 'arn:deployment/3',
      deployment: { status: 'STOPPED' },
      stage: { name: 'SCALE_UP', since: 1 },
    });
    track.tasks.set('arn:task', 'other');
    await answer({ kind: 'adopt', id: 'ecs-svc/3' });
    const { service, history } = track;
    const [lookedAt, servicedAt] = [clock.now(), clock.now()];
    expect(track).toEqual({
      ...newTrack(track.part),
      id: 'ecs-svc/3',
      service,
      history,
      containers: [],
      lookedAt,
      servicedAt,
    });
  });

  test('its cause is read once, and stays while ECS clears the evidence away', async () => {
    const { answer, track } = opened({ service: serving() });
    const first = await answer(back);
    const why = track.why;
    expect(first.asked).toContain('ListTasks');
    const second = await answer(went);
    expect(second.look).toMatchObject({ how: 'went-back' });
    expect(second.look).toHaveProperty('why', why);
    expect(second.asked).toEqual([]);
  });
});

describe('a pause', () => {
  const until = new Date(begin);
  test.each<readonly [Partial<Judgement>, string]>([
    [{}, 'the lifecycle hook h-1 waits for a decision'],
    [{ stage: 'PRE_SCALE_UP' }, 'the lifecycle hook h-1 waits for a decision at the stage pre scale up'],
    [{ until }, 'the lifecycle hook h-1 waits for a decision until 2026-01-05T09:00:00.000Z'],
    [
      { until, afterwards: 'ROLLBACK' },
      'the lifecycle hook h-1 waits for a decision until 2026-01-05T09:00:00.000Z, then ROLLBACK',
    ],
    [{ afterwards: 'ROLLBACK' }, 'the lifecycle hook h-1 waits for a decision'],
  ])('with %j says what it waits for', async (more, what) => {
    const { look } = await opened().answer({ kind: 'paused', hook: 'h-1', ...more } as Judgement);
    expect(look).toMatchObject({ kind: 'ended', how: 'paused', why: { code: 'deployment-stuck', what } });
  });
});

describe('counts that look wrong: the stopped tasks are read', () => {
  test.each<readonly [string, Partial<Counts>, boolean]>([
    ['nothing changed', {}, false],
    ['one more runs', { running: 3, pending: 1 }, false],
    ['one runs less, another is started', { running: 1, pending: 3 }, true],
    ['one runs less, more are wanted', { running: 1, wanted: 5 }, true],
    ['one runs less, fewer are wanted', { running: 1, wanted: 3 }, false],
    ['a start came to nothing', { pending: 1 }, true],
    ['a start came to nothing, one runs less, fewer are wanted', { pending: 1, running: 1, wanted: 2 }, true],
    ['one is pending more', { pending: 3 }, false],
    ['AWS counts no failure', { failures: 0 }, false],
    ['AWS counts a failure', { failures: 1 }, true],
  ])('%s: %s', async (_name, more, read) => {
    const { answer } = opened();
    expect((await answer(moving())).asked).toEqual([]);
    expect((await answer(moving(more))).asked).toEqual(read ? ['ListTasks'] : []);
  });

  test('a failure that AWS counts at the first look', async () => {
    expect((await opened().answer(moving({ failures: 2 }))).asked).toEqual(['ListTasks']);
  });

  test('when they changed last is remembered', async () => {
    const { answer, track, clock } = opened();
    const at: (number | undefined)[] = [];
    for (const judgement of [moving(), moving(), moving({ running: 3 }), moving({ running: 3 })]) {
      await answer(judgement);
      at.push((track.changedAt ?? Number.NaN) - clock.now());
      await clock.sleep(1_000);
    }
    expect(at).toEqual([0, -1_000, 0, -1_000]);
  });
});

test('a stage is remembered with when another was seen last', async () => {
  const { answer, track, clock } = opened();
  const at = (stage?: string): Judgement => ({ kind: 'moving', counts, at: stage === undefined ? {} : { stage } });
  const began = clock.now();
  const seen: unknown[] = [];
  for (const stage of ['SCALE_UP', 'SCALE_UP', 'BAKE_TIME', 'BAKE_TIME', undefined]) {
    await answer(at(stage));
    seen.push([track.stage?.name, (track.stage?.since ?? Number.NaN) - began]);
    await clock.sleep(5_000);
  }
  const [scaling, baking] = [
    ['SCALE_UP', -began],
    ['BAKE_TIME', 5_000],
  ];
  expect(seen).toEqual([scaling, scaling, baking, baking, baking]);
});

describe('doom', () => {
  const crashed = (at: number): Task => ({
    taskArn: `arn:task/${at}`,
    startedBy: 'ecs-svc/2',
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    containers: [{ name: 'api', exitCode: 1 }],
  });
  const answers: Answering = {
    ListTasks: ({ desiredStatus }) => ({ taskArns: desiredStatus === 'STOPPED' ? ['1', '2', '3'] : [] }),
    DescribeTasks: () => ({ tasks: [1, 2, 3].map(crashed) }),
  };

  test('is said as soon as it is found, and stays; nothing is read for it again', async () => {
    const { answer } = opened({ service: serving() }, answers);
    const first = await answer(moving({ failures: 3 }));
    expect(first.look).toMatchObject({ kind: 'doomed', why: { code: 'crash-loop' } });
    expect(first.look).toHaveProperty('news.length', 3);
    const second = await answer(moving());
    expect(second.look).toMatchObject({ kind: 'doomed', why: { code: 'crash-loop' }, news: [] });
    expect(second.asked).toEqual([]);
  });

  test('is the cause, too, when ECS ends it afterwards', async () => {
    const { answer, track } = opened({ service: serving() }, answers);
    await answer(moving({ failures: 3 }));
    const { look, asked } = await answer({ kind: 'failed' });
    expect(look).toHaveProperty('why', track.doomed);
    expect(asked).toEqual([]);
  });
});

describe('a deployment that ended without a verdict: the service tells who ended it', () => {
  const mine = (rolloutState: 'COMPLETED' | 'IN_PROGRESS' | 'FAILED') => listed(2, 2, 'PRIMARY', 1, { rolloutState });
  const waits = { kind: 'moving', state: 'stopped, by whom is not known yet' };
  const failed = { kind: 'ended', how: 'failed', why: { code: 'unknown' } };
  const wayBack = { part: { ...restore.part, to: revisionOfApi(2), from: revisionOfApi(3) } };
  /** At once, and, while it may still be a stale read, 15 s later. */
  test.each<readonly [string, Service, Partial<Track>, readonly object[]]>([
    ['a newer one of another revision', serving(newer(3)), {}, [{ how: 'superseded' }]],
    ['a newer one of the same revision', serving(newer(2)), {}, [{ kind: 'moving', state: 'followed further' }]],
    ['the service is deleted', { status: 'INACTIVE' }, {}, [{ how: 'failed', why: { code: 'not-found' } }]],
    ['ours is there, complete', serving(mine('COMPLETED')), {}, [failed]],
    ['ours is there, complete, on the way back', serving(mine('COMPLETED')), wayBack, [{ how: 'live' }]],
    ['ours moves, on the way back', serving(mine('IN_PROGRESS')), wayBack, [waits, failed]],
    ['ours moves: the service is behind', serving(mine('IN_PROGRESS')), {}, [waits, failed]],
    ['nothing is shown', serving(), {}, [waits, failed]],
    ['ours failed', serving(mine('FAILED')), {}, [failed]],
  ])('%s', async (_name, service, more, looks) => {
    const { answer, clock } = opened({ service, ...more });
    for (const expected of looks) {
      expect((await answer({ kind: 'stopped' })).look).toMatchObject(expected);
      await clock.sleep(15_000);
    }
  });
});
