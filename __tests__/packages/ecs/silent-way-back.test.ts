import { expect, test } from '@jest/globals';
import { explainFailure } from '#ecs/diagnose/causes/explain-failure';
import { rolloutFacts } from '#ecs/diagnose/read-rollout-facts';
import { eventsOf, newTrack } from '#ecs/follow/look-track';
import { partFrom } from './watch-stage.ts';

const back = 'rolling back to deployment ecs-svc/1.';
const failed = '(deployment ecs-svc/2) deployment failed: tasks failed to start.';
const before = '(deployment ecs-svc/1) deployment failed: tasks failed to start.';

/** Where service deployments may not be read: what events alone tell of who has decided. Newest first. */
test.each([
  { events: [back], silent: true, code: 'stopped-by-person' },
  {
    events: ['has reached a steady state.', back, 'has started 2 tasks: (task 1).'],
    silent: true,
    code: 'stopped-by-person',
  },
  { events: [back, before], silent: true, code: 'stopped-by-person' },
  { events: [back, failed], silent: undefined, code: 'unknown' },
  {
    events: [back, '(deployment ecs-svc/2) deployment failed: alarm detected.'],
    silent: undefined,
    code: 'alarm-fired',
  },
  { events: ['has started 2 tasks: (task 1).'], silent: undefined, code: 'unknown' },
])('$events: $code', ({ events, silent, code }) => {
  const createdAt = new Date(1_000_000);
  const track = newTrack(partFrom(createdAt.getTime()));
  track.service = {
    events: events.map((message, at) => ({ id: `${at}`, createdAt, message: `(service api) ${message}` })),
  };
  const rollout = rolloutFacts(track);
  expect([rollout.undecided, rollout.silent]).toEqual([silent, silent]);
  const seen = { place: 'service api in demo', revision: 'api:2', containers: [], tasks: [], log: [] };
  const evidence = { ...seen, rollout, events: eventsOf(track).map(({ text }) => text) };
  const why = explainFailure(evidence);
  expect(why.code).toBe(code);
  if (events.includes(back)) expect(why.evidence).toContain(back);
  // Tasks that fail are no reason for anybody to be silent.
  const tasks = [
    { arn: 'task/1', id: '1', stopCode: 'EssentialContainerExited', containers: [{ name: 'app', exitCode: 1 }] },
  ];
  const [failing] = tasks[0]?.containers ?? [];
  const withTasks = explainFailure({ ...evidence, tasks, ...(failing === undefined ? {} : { failing }) });
  expect(withTasks.code).toBe(code === 'unknown' ? 'exit-code' : code);
});
