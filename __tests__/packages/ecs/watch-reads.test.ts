import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { lookAtDeployments } from '#ecs/follow/look-at-deployments';
import { lookAtServices } from '#ecs/follow/look-at-services';
import { beganAt, eventsOf, isDeleted, isFresh, isServiced, newTrack, type Track } from '#ecs/follow/look-track';
import { type Answering, answeringEcs, refused } from './answering-ecs.ts';
import { partFrom } from './watch-stage.ts';

// What one look reads of service deployments and of services, and what a track keeps of it. Times in ms.

const startedAt = 1_000_000;
const row = (name: string, place = 'demo') => ({ part: { ...partFrom(startedAt), row: name, place } });
const track = (more: Partial<Track> = {}): Track => Object.assign(newTrack(partFrom(startedAt)), more);
const fails = (error: Error) => () => {
  throw error;
};

describe('service deployments', () => {
  const arn = 'arn:deployment/2';
  const ours = { serviceDeploymentArn: arn, createdAt: new Date(7) };
  const bringsOut = (digits: number) => ({ targetServiceRevision: { arn: `arn:service-revision/demo/api/${digits}` } });

  async function look(tracks: readonly Track[], answer: Answering['DescribeServiceDeployments'], now = startedAt) {
    const { ecs, asked } = answeringEcs(answer === undefined ? {} : { DescribeServiceDeployments: answer });
    await lookAtDeployments(ecs, tracks, now, {});
    return asked.map(({ input }) => input.serviceDeploymentArns as string[]);
  }
  const answering =
    (...serviceDeployments: ServiceDeployment[]) =>
    () => ({ serviceDeployments });

  test.each([
    [0, []],
    [1, [1]],
    [20, [20]],
    [21, [20, 1]],
  ])('%d are read in calls of %j', async (count, calls) => {
    const tracks = Array.from({ length: count }, (_, at) => track({ arn: `arn:deployment/${at}` }));
    const asked = await look([...tracks, track()], answering());
    expect(asked.map((arns) => arns.length)).toEqual(calls);
    expect(asked.flat()).toEqual(tracks.map((one) => one.arn));
  });

  test.each<readonly [string, Partial<Track>, ServiceDeployment, Partial<Track>]>([
    ['ours', {}, ours, { arn, deployment: ours, createdAt: 7 }],
    ['ours, seen before', { createdAt: 6 }, ours, { arn, deployment: ours, createdAt: 6 }],
    ['another than was asked for', {}, { serviceDeploymentArn: 'arn:deployment/3' }, { arn, deployment: undefined }],
    ['one of our digits', {}, { ...ours, ...bringsOut(2) }, { arn, deployment: { ...ours, ...bringsOut(2) } }],
    ['one of other digits', {}, { ...ours, ...bringsOut(1) }, { arn: undefined, withoutArn: false, notOurs: arn }],
    [
      'one of other digits, ours unknown',
      { id: undefined },
      { ...ours, ...bringsOut(1) },
      { arn, deployment: { ...ours, ...bringsOut(1) } },
    ],
    [
      'one of other digits, on the way back',
      { part: { ...partFrom(startedAt), goal: 'restore' } },
      { ...ours, ...bringsOut(1) },
      { arn, deployment: { ...ours, ...bringsOut(1) } },
    ],
  ])('%s', async (_name, more, answer, expected) => {
    const one = track({ arn, deployment: { status: 'PENDING' }, ...more });
    await look([one], answering(answer));
    expect(one).toMatchObject(expected);
    expect(one.deployment).toEqual(expected.deployment);
  });

  test('one that stays unknown for a minute is given up; each time it is seen the minute begins again', async () => {
    const one = track({ arn });
    await look([one], answering(), 1_000);
    await look([one], answering(ours), 50_000);
    await look([one], answering(), 61_000);
    await look([one], answering(), 120_999);
    expect(one).toMatchObject({ arn, withoutArn: false, missingSince: 61_000 });
    await look([one], answering(), 121_000);
    expect(one).toMatchObject({ arn: undefined, withoutArn: true });
  });

  test('where it is denied, all go on without; what passes is thrown', async () => {
    const both = [track({ arn }), track({ arn: 'arn:deployment/3' })];
    await expect(look(both, fails(refused('transient', 'ServiceUnavailable')))).rejects.toMatchObject({
      kind: 'transient',
    });
    expect(both).toMatchObject([{ arn, withoutArn: false }, { arn: 'arn:deployment/3' }]);
    await look(both, fails(refused('denied')));
    const without = { arn: undefined, withoutArn: true };
    expect(both).toMatchObject([without, without]);
  });
});

describe('services', () => {
  async function look(tracks: readonly Track[], answer: Answering['DescribeServices']) {
    const { ecs, asked } = answeringEcs(answer === undefined ? {} : { DescribeServices: answer });
    await lookAtServices(ecs, tracks, {}, startedAt);
    return asked.map(({ input }) => [input.cluster, (input.services as string[]).length]);
  }

  test.each([
    [0, []],
    [10, [['demo', 10]]],
    [
      11,
      [
        ['demo', 10],
        ['demo', 1],
      ],
    ],
  ])('%d are read in calls of %j, each cluster by itself', async (count, calls) => {
    const tracks = Array.from({ length: count }, (_, at) => track(row(`api-${at}`)));
    expect(await look([...tracks, track(row('web', 'other'))], () => ({}))).toEqual([...calls, ['other', 1]]);
  });

  test('of one service that two tracks follow, the name is sent once', async () => {
    expect(await look([track(), track()], () => ({}))).toEqual([['demo', 1]]);
  });

  test.each([
    ['api', { serviceName: 'api', serviceArn: 'arn:1' }, true],
    ['arn:1', { serviceName: 'api', serviceArn: 'arn:1' }, true],
    ['web', { serviceName: 'api', serviceArn: 'arn:1' }, false],
  ])('%s in %j is found: %s', async (name, service, found) => {
    const one = track({ ...row(name), service: { serviceName: 'as it was before' } });
    await look([one], () => ({ services: [service] }));
    expect(one.service).toEqual(found ? service : undefined);
    expect(one.servicedAt).toBe(startedAt);
  });

  test.each([
    ['MISSING', true],
    ['INACTIVE', false],
  ])('one that is %s is asked for once more by itself: %s', async (reason, again) => {
    const [api, web] = [track(), track(row('web'))];
    const names: unknown[] = [];
    await look([api, web], ({ services }) => {
      names.push(services);
      return names.length > 1
        ? { services: [{ serviceName: 'web' }] }
        : { services: [{ serviceName: 'api' }], failures: [{ arn: 'arn:web', reason }] };
    });
    expect(names).toEqual([['api', 'web'], ...(again ? [['web']] : [])]);
    expect([api, web].map(({ service }) => service?.serviceName)).toEqual(['api', again ? 'web' : undefined]);
    expect([api, web].map(({ absentSince }) => absentSince)).toEqual([undefined, again ? undefined : startedAt]);
  });

  test('where it is denied, tracks with a deployment go on without what was read before', async () => {
    const one = track({ arn: 'arn:deployment/2', service: { serviceName: 'api' } });
    await look([one], fails(refused('denied')));
    expect(one.service).toBeUndefined();
    expect(one.servicedAt).toBeUndefined();
  });

  test.each<readonly [string, Error, readonly (string | undefined)[]]>([
    ['denied, and one track has no deployment', refused('denied'), ['arn:deployment/2', undefined]],
    ['throttled', refused('throttled', 'ThrottlingException'), ['arn:deployment/2']],
    ['an error of our own', new TypeError('no such thing'), ['arn:deployment/2']],
  ])('%s: thrown, and what was read before stays', async (_name, error, arns) => {
    const tracks = arns.map((arn) => track({ arn, service: { serviceName: 'api' } }));
    await expect(look(tracks, fails(error))).rejects.toBe(error);
    for (const one of tracks) expect(one.service).toEqual({ serviceName: 'api' });
  });
});

describe('what a track knows', () => {
  test.each<readonly [Partial<Track>, boolean]>([
    [{}, false],
    [{ lookedAt: 5 }, false],
    [{ servicedAt: 5 }, false],
    [{ lookedAt: 5, servicedAt: 4 }, false],
    [{ lookedAt: 5, servicedAt: 5 }, true],
    [{ lookedAt: 5, servicedAt: 6 }, true],
  ])('with %j the service was read in this look: %s', (more, expected) => {
    expect(isServiced(track(more))).toBe(expected);
  });

  test.each<readonly [Partial<Track>, boolean]>([
    [{}, false],
    [{ service: { status: 'ACTIVE' } }, false],
    [{ service: { status: 'ACTIVE' }, absentSince: 0, lookedAt: 99_000 }, false],
    [{ service: { status: 'DRAINING' } }, true],
    [{ service: { status: 'INACTIVE' } }, true],
    [{ lookedAt: 99_000 }, false],
    [{ absentSince: 5, lookedAt: 30_004 }, false],
    [{ absentSince: 5, lookedAt: 30_005 }, true],
  ])('with %j the service is deleted: %s', (more, expected) => {
    expect(isDeleted(track(more))).toBe(expected);
  });

  test('a contradiction is fresh for 15 s from when it was first seen', () => {
    const one = track();
    expect([1_000, 15_999, 16_000].map((now) => isFresh(one, now))).toEqual([true, true, false]);
  });

  test.each<readonly [Partial<Track>, number]>([
    [{}, startedAt - 5_000],
    [{ createdAt: 7 }, 7],
  ])('with %j the rollout began at %d', (more, began) => {
    expect(beganAt(track(more))).toBe(began);
  });

  test('events since it began, a second before at most, without their prefix', () => {
    const service = {
      events: [
        { id: 'c', createdAt: new Date(5_000), message: '(service api) (task 1) failed container health checks.' },
        { createdAt: new Date(4_000), message: 'of another wording' },
        { id: 'a', createdAt: new Date(3_999), message: '(service api) has reached a steady state.' },
        { id: 'z' },
      ],
    };
    expect(eventsOf(track({ createdAt: 5_000, service }))).toEqual([
      { id: 'c', text: '(task 1) failed container health checks.' },
      { id: 'of another wording', text: 'of another wording' },
    ]);
    expect(eventsOf(track())).toEqual([]);
  });
});
