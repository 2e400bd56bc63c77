import type { Deployment, DeploymentConfiguration, Service } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import type { Counts } from '#ecs/follow/look-judgement';
import { newTrack, type Track } from '#ecs/follow/look-track';
import { verifyLive } from '#ecs/follow/verify-live';
import type { Look } from '#rollout/platform';
import { answeringSources, deploymentAt, refused } from './answering-ecs.ts';
import { partFrom } from './watch-stage.ts';

// A deployment is called a success: what the service must show for it. The service is read in the same look.

const begin = Date.UTC(2026, 0, 5, 9);
const listed = deploymentAt(begin);
const both: Counts = { wanted: 2, running: 2, pending: 0, old: 0 };
const runs = (runningCount: number, desiredCount = 2) => ({ desiredCount, runningCount, pendingCount: 0 });
const ours = (more: Partial<Deployment> = {}) =>
  listed(2, 2, 'PRIMARY', 1, { rolloutState: 'COMPLETED', ...runs(2), ...more });
const old = (more: Partial<Deployment> = {}) => listed(1, 1, 'ACTIVE', -900, more);
const serving = (...deployments: Deployment[]): Service => ({ serviceName: 'api', status: 'ACTIVE', deployments });
const theirs = (service: Service): Service => ({ ...service, currentServiceDeployment: 'arn:deployment/1' });
const goal = (of: 'restore') => ({ part: { ...partFrom(begin), goal: of } });
const early: DeploymentConfiguration = { earlySuccessCriteria: { enable: true } };
const moving = (state: string) => ({ kind: 'moving', state, news: [] });
const live = (state: string, ...warnings: string[]) => ({
  kind: 'ended',
  how: 'live',
  state,
  ...(warnings.length === 0 ? {} : { warnings: warnings.map((text) => expect.stringContaining(text)) }),
});
const ended = (how: string, code: string) => ({ kind: 'ended', how, why: expect.objectContaining({ code }) });

interface Case {
  readonly name: string;
  /** Absent: it may not be read. */
  readonly service?: Service;
  readonly track?: Partial<Track>;
  readonly counts?: Counts;
  /** At once, and, when that is different, 15 s later. */
  readonly looks: readonly object[];
}

const cases: readonly Case[] = [
  { name: 'shown as it is said', service: serving(ours()), looks: [live('2/2 running')] },
  {
    name: 'the service is behind: its rollout still moves',
    service: serving(ours({ rolloutState: 'IN_PROGRESS' })),
    looks: [live('2/2 running')],
  },
  {
    name: 'a newer one of another revision is there',
    service: serving(listed(3, 3, 'PRIMARY', 9), old()),
    looks: [ended('superseded', 'in-progress-elsewhere')],
  },
  {
    name: 'a newer one of the very same revision is there',
    service: serving(listed(3, 2, 'PRIMARY', 9, runs(2))),
    looks: [live('2/2 running')],
  },
  {
    name: 'another deployment has the say, and tasks move',
    service: theirs(serving(ours({ rolloutState: 'IN_PROGRESS', ...runs(1) }))),
    looks: [moving('1/2 new running')],
  },
  {
    name: 'another deployment is named, and nothing moves',
    service: theirs(serving(ours())),
    looks: [live('2/2 running')],
  },
  {
    name: 'ours has the say',
    service: { ...serving(ours({ rolloutState: 'IN_PROGRESS' })), currentServiceDeployment: 'arn:deployment/2' },
    looks: [live('2/2 running')],
  },
  {
    name: 'ours is not known by its ARN, whatever has the say',
    service: theirs(serving(ours({ rolloutState: 'IN_PROGRESS' }))),
    track: { arn: undefined },
    looks: [live('2/2 running')],
  },
  {
    name: 'on the way back tasks still move',
    service: serving(ours({ rolloutState: 'IN_PROGRESS', ...runs(1) })),
    track: goal('restore'),
    looks: [moving('1/2 new running')],
  },
  {
    name: 'on the way back it failed',
    service: serving(ours({ rolloutState: 'FAILED' })),
    track: goal('restore'),
    looks: [ended('failed', 'unknown')],
  },
  {
    name: 'on the way back it is there',
    service: serving(ours()),
    track: goal('restore'),
    looks: [live('2/2 running')],
  },
  { name: 'the service may not be read', looks: [live('2/2 running', 'may not call ecs:DescribeServices')] },
  {
    name: 'the service may not be read, and one task is missing',
    counts: { ...both, running: 0 },
    looks: [live('0/2 running', 'may not call ecs:DescribeServices', '0 of 2 tasks run')],
  },
  {
    name: 'the old one is still primary',
    service: serving(listed(1, 1, 'PRIMARY', -900)),
    looks: [moving('2/2 new running'), live('2/2 running', 'did not show api:2 as PRIMARY')],
  },
  {
    name: 'no deployment is shown',
    service: serving(),
    looks: [moving('2/2 new running'), live('2/2 running', 'did not show api:2 as PRIMARY')],
  },
  {
    name: 'no deployment is shown, and ours has no id',
    service: serving(),
    track: { id: undefined },
    looks: [live('2/2 running')],
  },
  {
    name: 'under our id another revision runs',
    service: serving(ours({ taskDefinition: 'arn:aws:ecs:x:1:task-definition/api:7' })),
    looks: [ended('failed', 'version-mismatch')],
  },
  {
    name: 'one task is missing: the service has the say of its counts',
    service: serving(ours(runs(1))),
    looks: [live('1/2 running', '1 of 2 tasks run')],
  },
  {
    name: 'one task is missing while its rollout moves',
    service: serving(ours({ rolloutState: 'IN_PROGRESS', ...runs(1) })),
    looks: [live('1/2 running', '1 of 2 tasks run')],
  },
  {
    name: 'one task is missing, and DescribeServices is all that is known',
    service: serving(ours(runs(1))),
    track: { arn: undefined },
    looks: [moving('1/2 new running'), live('1/2 running', '1 of 2 tasks run')],
  },
  {
    name: 'no task runs',
    service: serving(ours(runs(0))),
    looks: [moving('0/2 new running'), ended('failed', 'unknown')],
  },
  { name: 'more run than are wanted', service: serving(ours(runs(3))), looks: [live('3/2 running')] },
  { name: 'nothing is wanted', service: serving(ours(runs(0, 0))), looks: [live('no task wanted')] },
  { name: 'old tasks still run', service: serving(ours(), old(runs(1))), looks: [live('2/2 running')] },
  {
    name: 'early success: one task is missing',
    service: { ...serving(ours(runs(1))), deploymentConfiguration: early },
    looks: [live('1/2 running, the rest follows (early success)')],
  },
  {
    name: 'early success: old tasks still run',
    service: { ...serving(ours(), old(runs(1))), deploymentConfiguration: early },
    looks: [live('2/2 running, the rest follows (early success)')],
  },
  {
    name: 'early success: all is done',
    service: { ...serving(ours()), deploymentConfiguration: early },
    looks: [live('2/2 running')],
  },
  {
    name: 'early success, as the deployment itself says',
    service: serving(ours(runs(1))),
    track: { deployment: { deploymentConfiguration: early } },
    looks: [live('1/2 running, the rest follows (early success)')],
  },
  {
    name: 'early success since then: this deployment was begun without',
    service: { ...serving(ours(runs(1))), deploymentConfiguration: early },
    track: { deployment: { deploymentConfiguration: {} } },
    looks: [live('1/2 running', '1 of 2 tasks run')],
  },
];

test.each(cases)('$name', async ({ service, track: more, counts = both, looks }) => {
  const { sources, asked } = answeringSources({
    DescribeServices: () => {
      if (service === undefined) throw refused('denied');
      return { services: [service] };
    },
  });
  const track = Object.assign(newTrack(partFrom(begin)), { arn: 'arn:deployment/2', createdAt: begin + 1_000 }, more);
  const at: Look[] = [];
  for (const _ of looks) {
    track.lookedAt = sources.aws.clock.now();
    at.push(await verifyLive(sources, track, counts, {}));
    await sources.aws.clock.sleep(15_000);
  }
  expect(at).toEqual(looks);
  const last = at.at(-1);
  expect(track.ended).toBe(last?.kind === 'ended' ? last : undefined);
  expect(asked.filter(({ operation }) => operation === 'DescribeServices')).toHaveLength(looks.length);
});
