import type { Deployment, Service, ServiceDeployment } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import type { Judgement } from '#ecs/follow/look-judgement';
import { newTrack, type Track } from '#ecs/follow/look-track';
import { verifyRestore } from '#ecs/follow/verify-restore';
import type { Part } from '#rollout/platform';
import { answeringSources, deploymentAt, refused } from './answering-ecs.ts';
import { partFrom, revisionOfApi } from './watch-stage.ts';

// The way back from api:2 to api:1, by stopping the deployment of api:2: what each view must show for its end.

const begin = Date.UTC(2026, 0, 5, 9);
const listed = deploymentAt(begin);
const back: Part = {
  ...partFrom(begin),
  goal: 'restore',
  to: revisionOfApi(1),
  from: revisionOfApi(2),
  id: 'ecs-svc/1',
  rollout: 'arn:deployment/2',
};
const runs = (runningCount: number, desiredCount = 2) => ({ desiredCount, runningCount, pendingCount: 0 });
const old = (more: Partial<Deployment> = {}) =>
  listed(1, 1, 'PRIMARY', -900, { rolloutState: 'COMPLETED', ...runs(2), ...more });
const given = (more: Partial<Deployment> = {}) => listed(2, 2, 'ACTIVE', -60, { rolloutState: 'FAILED', ...more });
const serving = (...deployments: Deployment[]): Service => ({ serviceName: 'api', status: 'ACTIVE', deployments });
const bringsOut = (digits: number): ServiceDeployment => ({
  targetServiceRevision: { arn: `arn:service-revision/demo/api/${digits}` },
});
const none = { wanted: 0, running: 0, pending: 0, old: 0 };
const wentBack: Judgement = { kind: 'went-back' };
const goingBack: Judgement = { kind: 'going-back', counts: none };
const unclear: Judgement = { kind: 'unclear' };

const live = (state: string) => ({ kind: 'ended', how: 'live', state });
const waits = { kind: 'moving', state: 'waiting for AWS to show it', news: [] };

/** `service`: what is read when it is asked for; absent: denied. `known`: it was read in this look already. */
async function verify(judgement: Judgement, service: Service | undefined, more: Partial<Track> = {}, known = false) {
  const { sources, asked, clock } = answeringSources({
    DescribeServices: () => {
      if (service === undefined) throw refused('denied');
      return { services: [service] };
    },
  });
  const track = Object.assign(newTrack(back), { deployment: bringsOut(2), lookedAt: clock.now() }, more);
  if (known) Object.assign(track, { service, servicedAt: clock.now() });
  const first = await verifyRestore(sources, track, judgement, {});
  const calls = asked.length;
  await clock.sleep(15_000);
  track.lookedAt = clock.now();
  if (known) track.servicedAt = clock.now();
  const later = await verifyRestore(sources, track, judgement, {});
  return { first, later, calls };
}

describe('which judgements the service decides, and which it is read for', () => {
  const counts = none;
  test.each<readonly [string, Judgement, number, object | undefined]>([
    ['moving', { kind: 'moving', counts }, 0, undefined],
    ['live', { kind: 'live', counts }, 0, undefined],
    ['failed', { kind: 'failed' }, 0, undefined],
    ['stopped', { kind: 'stopped' }, 0, undefined],
    ['going back, the service was not read', goingBack, 0, undefined],
    ['unclear', unclear, 1, live('2/2 running')],
    ['went back', wentBack, 1, live('2/2 running')],
  ])('%s', async (_name, judgement, calls, look) => {
    const seen = await verify(judgement, serving(old()));
    expect(seen).toMatchObject({ calls });
    expect(seen.first).toEqual(look);
  });

  test('what was read in the same look is not read again', async () => {
    for (const judgement of [goingBack, unclear, wentBack]) {
      expect(await verify(judgement, serving(old()), {}, true)).toMatchObject({
        first: live('2/2 running'),
        calls: 0,
      });
    }
  });
});

describe('where the service may not be read', () => {
  test.each<readonly [string, Judgement, ServiceDeployment | undefined, object | undefined]>([
    ['the deployment of api:2 went back: api:1 serves', wentBack, bringsOut(2), live('serves again')],
    ['the deployment of api:1 itself went back', wentBack, bringsOut(1), undefined],
    ['nobody knows whose deployment went back', wentBack, undefined, undefined],
    ['it is going back', goingBack, bringsOut(2), undefined],
    ['nothing is known', unclear, bringsOut(2), undefined],
  ])('%s', async (_name, judgement, deployment, look) => {
    const { first } = await verify(judgement, undefined, { deployment });
    expect(first).toEqual(look);
  });
});

describe('what the service shows', () => {
  const inProgress = old({ rolloutState: 'IN_PROGRESS', ...runs(1) });
  const whole = { rolloutState: 'COMPLETED', ...runs(2) } as const;
  const silent = { rolloutState: undefined };
  const newer = listed(3, 3, 'PRIMARY', 9);
  test.each<readonly [string, readonly Deployment[], object | undefined]>([
    ['api:1, complete', [old(), given()], live('2/2 running')],
    ['api:1, complete with fewer', [old(runs(1))], live('1/2 running')],
    ['api:1, complete in another deployment', [listed(4, 1, 'PRIMARY', 9, whole)], live('2/2 running')],
    ['api:1 on its way', [inProgress, given()], undefined],
    ['api:1, said nothing of, alone and whole', [old(silent)], live('2/2 running')],
    ['api:1, said nothing of, alone, one missing', [old({ ...silent, ...runs(1) })], undefined],
    ['api:1, said nothing of, beside api:2', [old(silent), given()], undefined],
    ['api:1, whole and alone, yet on its way', [old({ rolloutState: 'IN_PROGRESS' })], undefined],
    ['api:1 is not primary any more', [old({ status: 'ACTIVE' })], undefined],
    ['api:2, complete', [given({ status: 'PRIMARY', rolloutState: 'COMPLETED', ...runs(2) })], undefined],
    ['nothing', [], undefined],
    ['a newer one of another revision', [newer], undefined],
  ])('%s', async (_name, deployments, look) => {
    for (const judgement of [unclear, goingBack]) {
      const { first } = await verify(judgement, serving(...deployments), {}, true);
      expect(first).toEqual(look);
    }
  });

  test('it may be behind a deployment that went back: believed after 15 s', async () => {
    const { first, later } = await verify(wentBack, serving(inProgress, given()));
    expect([first, later]).toEqual([waits, undefined]);
  });

  test('a newer one of somebody else, once ours went back: superseded', async () => {
    const { first } = await verify(wentBack, serving(newer), { createdAt: begin });
    expect(first).toMatchObject({ kind: 'ended', how: 'superseded', why: { code: 'in-progress-elsewhere' } });
  });
});
