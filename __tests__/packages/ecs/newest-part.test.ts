import { describe, expect, test } from '@jest/globals';
import { newestPart } from '#ecs/follow/newest-part';
import type { LiveService } from '#ecs/service/read-live';
import { type Answering, answeringSources, refused } from './answering-ecs.ts';
import { revisionOfApi } from './watch-stage.ts';

// The newest rollout of a service whose rollouts others started: which revision, from which one, since when.

const begin = Date.UTC(2026, 0, 5, 9);
const containerDefinitions = [{ name: 'api', image: 'shop/api:1' }];
const arnOf = (n: number) => revisionOfApi(n).id;

/** Records on revisions: the release, and what served before it. The revision 9 is gone. */
const records: Readonly<Record<number, { readonly release?: string; readonly from?: string }>> = {
  1: {},
  2: { release: '2-1', from: 'api:1' },
  3: { release: '3-1', from: 'api:2' },
  4: { release: '4-1', from: 'api:9' },
};
const answers: Answering = {
  DescribeTaskDefinition: ({ taskDefinition }) => {
    const number = Number(/:(\d+)$/.exec(String(taskDefinition))?.[1]);
    const record = records[number];
    if (record === undefined) throw refused('rejected', 'ClientException', 'Unable to describe task definition.');
    const tags = Object.entries(record).map(([key, value]) => ({ key: `deploy-actions:${key}`, value }));
    return { taskDefinition: { taskDefinitionArn: arnOf(number), family: 'api', containerDefinitions }, tags };
  },
};

const primary = (n: number, more: object = {}) => ({
  id: `ecs-svc/${n}0`,
  status: 'PRIMARY',
  taskDefinition: arnOf(n),
  createdAt: begin / 1_000,
  ...more,
});
const live = (serves: number, ...deployments: object[]): LiveService =>
  ({
    row: 'api',
    place: 'demo',
    facts: { deployments },
    revision: {
      arn: arnOf(serves),
      label: `api:${serves}`,
      active: true,
      definition: { containerDefinitions },
      tags: {},
    },
  }) as unknown as LiveService;

/** The newest service deployment, which brings out api:<of>. */
const past = (status: string, of: number): Answering => ({
  ListServiceDeployments: () => ({
    serviceDeployments: [
      {
        status,
        serviceDeploymentArn: `arn:deployment/${of}0`,
        targetServiceRevisionArn: `arn:service-revision/demo/api/${of}0`,
        createdAt: new Date(begin - 60_000),
      },
    ],
  }),
  DescribeServiceRevisions: () => ({
    serviceRevisions: [{ serviceRevisionArn: `arn:service-revision/demo/api/${of}0`, taskDefinition: arnOf(of) }],
  }),
});
const nothing: Answering = { ListServiceDeployments: () => ({}) };

async function newest(service: LiveService, history: Answering, release?: string) {
  const { sources, clock } = answeringSources({ ...answers, ...history });
  const part = await newestPart(sources.ecs, sources.aws, service, release);
  const { to, from, id, rollout, startedAt } = part;
  return { part, seen: [to.label, from.label, id, rollout], startedAt, now: clock.now() };
}

describe('what the service shows', () => {
  test.each<readonly [string, LiveService, readonly (string | undefined)[]]>([
    ['done', live(2, primary(2)), ['api:2', 'api:1', 'ecs-svc/20', undefined]],
    ['moving', live(2, primary(3)), ['api:3', 'api:2', 'ecs-svc/30', undefined]],
    ['moving, without a record', live(2, primary(1)), ['api:1', 'api:2', 'ecs-svc/10', undefined]],
    ['what served before is gone', live(2, primary(4)), ['api:4', 'api:2', 'ecs-svc/40', undefined]],
    ['no deployment', live(2), ['api:2', 'api:1', undefined, undefined]],
  ])('%s', async (_name, service, expected) => {
    const { part, seen } = await newest(service, nothing);
    expect(seen).toEqual(expected);
    expect(part).toMatchObject({ goal: 'release', row: 'api', place: 'demo' });
    expect(part.undo).toMatchObject({ set: { taskDefinition: part.to.id }, back: { taskDefinition: part.from.id } });
  });

  test.each([
    ['its creation', primary(2), begin],
    ['its creation, to the millisecond', primary(2, { createdAt: begin / 1_000 + 0.0014 }), begin + 1],
    ['now, when that is not told', primary(2, { createdAt: undefined }), undefined],
    ['now, without any', undefined, undefined],
  ])('it began at %s', async (_name, deployment, expected) => {
    const { startedAt, now } = await newest(live(2, ...(deployment === undefined ? [] : [deployment])), nothing);
    expect(startedAt).toBe(expected ?? now);
  });
});

describe('the newest one was given up: the primary deployment is the old one again', () => {
  const primaryOne = ['api:2', 'api:1', 'ecs-svc/20', undefined];
  const lost = ['api:3', 'api:2', 'ecs-svc/30', 'arn:deployment/30'];
  test.each<readonly [string, number, string | undefined, readonly (string | undefined)[]]>([
    ['ROLLBACK_IN_PROGRESS', 3, undefined, lost],
    ['ROLLBACK_IN_PROGRESS', 3, '3-1', lost],
    ['ROLLBACK_IN_PROGRESS', 3, '7-1', lost],
    ['ROLLBACK_REQUESTED', 3, undefined, lost],
    ['ROLLBACK_SUCCESSFUL', 3, '3-1', lost],
    ['ROLLBACK_FAILED', 3, '3-1', lost],
    ['ROLLBACK_SUCCESSFUL', 3, undefined, primaryOne],
    ['ROLLBACK_SUCCESSFUL', 1, undefined, primaryOne],
    ['ROLLBACK_FAILED', 1, undefined, primaryOne],
    ['ROLLBACK_SUCCESSFUL', 3, '2-1', primaryOne],
    ['ROLLBACK_FAILED', 3, '2-1', primaryOne],
    ['SUCCESSFUL', 3, '3-1', primaryOne],
    ['STOPPED', 3, '3-1', primaryOne],
  ])('%s of api:%d, release %s', async (status, of, release, expected) => {
    const { seen, startedAt } = await newest(live(2, primary(2)), past(status, of), release);
    expect(seen).toEqual(expected);
    expect(startedAt).toBe(expected === lost ? begin - 60_000 : begin);
  });
});
