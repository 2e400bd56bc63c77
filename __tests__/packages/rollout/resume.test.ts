import { expect, test } from '@jest/globals';
import { diagnosis } from '#report/diagnosis';
import type { Kept } from '#rollout/kept';
import type { GoingBack, Part } from '#rollout/platform';
import { type Resumption, resume } from '#rollout/resume';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { inProcessHost } from '../../support/host.ts';

const revision = (label: string) => ({ id: `arn:${label}`, label, images: [] });
const part: Part = {
  v: 1,
  platform: 'ecs',
  goal: 'release',
  row: 'web',
  place: 'shop',
  from: revision('web:1'),
  to: revision('web:2'),
  id: 'ecs-svc/2',
  startedAt: 0,
  undo: {},
};
const kept: Kept = {
  v: 1,
  release: '777-1',
  region: 'eu-west-1',
  state: 'told',
  cancelled: true,
  onCancel: 'rollback',
  tasks: [],
  rows: [{ phase: 'moving', row: 'web', place: 'shop', part }],
};
const denied = diagnosis('access-denied', { what: 'the role may not call ecs:UpdateService', where: 'service web' });

/** Post of a cancelled run on a platform that answers `goBack` so, and shows `serving` afterwards. */
function post(state: Kept, going: GoingBack, serving: string) {
  const platform: Resumption['platform'] = {
    current: async () => [
      { row: 'web', place: 'shop', serving: revision(serving), good: revision(serving), warnings: [] },
    ],
    locate: async () => part,
    goBack: async () => going,
    watch: () => ({
      look: async () => [{ kind: 'ended', how: 'live', state: '2/2 running' }],
      pauseMs: () => 2_000,
      diagnose: async () => denied,
      evidence: async () => [],
    }),
    record: async () => {},
  };
  return resume(state, {
    platform,
    steps: {},
    host: inProcessHost(new VirtualClock()),
    timeoutMs: 60_000,
    undoCommand: (rows) => rows.map(({ row, from }) => `undo ${row} to ${from}`).join('\n') || undefined,
  });
}

const wayBack: Part = { ...part, goal: 'restore', from: part.to, to: part.from };

test.each([
  {
    name: 'a way back that is not allowed',
    going: { kind: 'impossible', why: denied } as const,
    serving: 'web:2',
    shown: {
      verdict: 'rollback-failed',
      rollbackCommand: 'undo web to arn:web:1',
      next: 'see to web in shop now: it may serve what was not wanted; to go back: undo web to arn:web:1',
    },
  },
  {
    name: 'left as it is',
    state: { onCancel: 'leave' } as const,
    going: { kind: 'there' } as const,
    serving: 'web:2',
    shown: { verdict: 'cancelled', rollbackCommand: 'undo web to arn:web:1' },
  },
  {
    name: 'a way back that ends well',
    going: { kind: 'moving', part: wayBack } as const,
    serving: 'web:1',
    shown: { verdict: 'cancelled', rollbackCommand: undefined, next: 'run again to go on: web:1 serves again' },
    health: '2/2 running',
  },
  {
    name: 'back already',
    going: { kind: 'there' } as const,
    serving: 'web:1',
    shown: { verdict: 'cancelled', rollbackCommand: undefined },
  },
  {
    name: 'someone else came after it',
    going: { kind: 'superseded', by: 'deployment ecs-svc/3 of web:3' } as const,
    serving: 'web:3',
    shown: { rollbackCommand: undefined },
  },
])('post names the command that undoes what it could not put back: $name', async (scene) => {
  const report = await post({ ...kept, ...scene.state }, scene.going, scene.serving);
  const { verdict, rollbackCommand, next } = report ?? {};
  expect({ verdict, rollbackCommand, next }).toMatchObject(scene.shown);
  if (scene.health !== undefined) expect(report?.rows[0]?.health).toBe(scene.health);
});
