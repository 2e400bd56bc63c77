import { describe, expect, test } from '@jest/globals';
import { newTrack, type Track } from '#ecs/follow/look-track';
import { lookUpDeployments } from '#ecs/follow/look-up-deployments';
import { type Answering, answeringEcs, refused } from './answering-ecs.ts';
import { partFrom } from './watch-stage.ts';

// How the service deployment of a track is found, and what the past ones teach. Times in ms.

const startedAt = 1_000_000;
const track = (more: Partial<Track> = {}): Track => Object.assign(newTrack(partFrom(startedAt)), more);
const entry = (digits: number | undefined, more: object = {}) => ({
  serviceDeploymentArn: `arn:deployment/${digits}`,
  ...(digits === undefined ? {} : { targetServiceRevisionArn: `arn:service-revision/demo/api/${digits}` }),
  ...more,
});
const past = (minutesAgo: number, tookMs: number, status = 'SUCCESSFUL') => ({
  status,
  createdAt: new Date(startedAt - minutesAgo * 60_000),
  finishedAt: new Date(startedAt - minutesAgo * 60_000 + tookMs),
});

async function lookUp(tracks: readonly Track[], list: Answering['ListServiceDeployments'], now = startedAt) {
  const { ecs, asked } = answeringEcs(list === undefined ? {} : { ListServiceDeployments: list });
  await lookUpDeployments(ecs, tracks, now, {});
  return asked.map(({ input }) => input);
}
const listing =
  (...serviceDeployments: object[]) =>
  () => ({ serviceDeployments });

describe('who is asked for', () => {
  const all = { cluster: 'demo', service: 'api', maxResults: 100 };
  const recent = { ...all, createdAt: { after: new Date(startedAt - 60_000) } };
  test.each<readonly [string, Partial<Track>, readonly object[]]>([
    ['nobody has asked yet', {}, [all]],
    ['asked before, not found', { askedAt: 5 }, [recent]],
    ['its ARN is known, nobody has asked', { arn: 'arn:deployment/2' }, [all]],
    ['its ARN is known, and it was asked for', { arn: 'arn:deployment/2', askedAt: 5 }, []],
    ['it is followed without', { withoutArn: true }, []],
    ['it is followed without, and was asked for', { withoutArn: true, askedAt: 5 }, []],
  ])('%s', async (_name, more, expected) => {
    expect(await lookUp([track(more)], listing())).toEqual(expected);
  });
});

describe('which is ours', () => {
  test.each<readonly [string, Partial<Track>, readonly object[], string | undefined]>([
    ['the one of the same digits', {}, [entry(1), entry(2)], 'arn:deployment/2'],
    ['none, as long as only older ones are listed', {}, [entry(1)], undefined],
    ['none, when ours has no id and theirs no revision', { id: undefined }, [entry(undefined)], undefined],
    ['the one that was known', { arn: 'arn:deployment/9' }, [entry(2)], 'arn:deployment/9'],
  ])('%s', async (_name, more, listed, arn) => {
    const one = track(more);
    await lookUp([one], listing(...listed));
    expect(one.arn).toBe(arn);
  });

  test.each([
    [59_999, [entry(1)], false],
    [60_000, [entry(1)], true],
    [60_000, [entry(2)], false],
  ])('after %d ms with %j it is followed without one: %s', async (ms, listed, without) => {
    const one = track();
    await lookUp([one], listing());
    expect(one).toMatchObject({ askedAt: startedAt, withoutArn: false });
    await lookUp([one], listing(...listed), startedAt + ms);
    expect(one.withoutArn).toBe(without);
  });
});

describe('trouble', () => {
  const fails = (error: Error) => () => {
    throw error;
  };
  test.each([
    [undefined, true],
    ['arn:deployment/2', false],
  ])('denied, with the ARN %s known: followed without one: %s; not asked again', async (arn, without) => {
    const one = track({ arn });
    await lookUp([one], fails(refused('denied')));
    expect(one).toMatchObject({ withoutArn: without, askedAt: startedAt, arn });
    expect(await lookUp([one], listing(entry(2)))).toEqual([]);
  });

  test('what passes is thrown, when all others have been looked up', async () => {
    const [bad, good] = [track(), track({ part: { ...partFrom(startedAt), row: 'web' } })];
    const one = lookUp([bad, good], ({ service }) => {
      if (service === 'api') throw refused('throttled', 'ThrottlingException');
      return { serviceDeployments: [entry(2)] };
    });
    await expect(one).rejects.toMatchObject({ kind: 'throttled' });
    expect([bad.arn, bad.askedAt, bad.withoutArn]).toEqual([undefined, undefined, false]);
    expect(good.arn).toBe('arn:deployment/2');
  });
});

describe('how long past rollouts took', () => {
  const newest = Array.from({ length: 12 }, (_, at) => past(at + 1, 1_000 * (at + 1)));
  test.each<readonly [string, readonly object[], readonly number[]]>([
    ['nothing is listed', [], []],
    ['the newest first', [past(9, 2_000), past(1, 1_000)], [1_000, 2_000]],
    ['those that ended well', [past(1, 1_000, 'STOPPED'), past(2, 2_000)], [2_000]],
    ['those whose end is known', [{ ...past(1, 1_000), finishedAt: undefined }, past(2, 2_000)], [2_000]],
    ['those whose beginning is known', [{ ...past(1, 1_000), createdAt: undefined }, past(2, 2_000)], [2_000]],
    ['those that took time', [past(1, 0), past(2, 2_000), past(3, -5)], [2_000]],
    ['ten of them', newest, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((seconds) => seconds * 1_000)],
  ])('%s', async (_name, listed, history) => {
    const one = track();
    await lookUp([one], listing(...listed));
    expect(one.history).toEqual(history);
  });

  test('are learned from the first list alone: later ones ask for what is new', async () => {
    const one = track();
    await lookUp([one], listing(past(1, 1_000)));
    await lookUp([one], listing());
    expect(one.history).toEqual([1_000]);
  });
});
