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
  { events: [back], undecided: true, code: 'stopped-by-person' },
  {
    events: ['has reached a steady state.', back, 'has started 2 tasks: (task 1).'],
    undecided: true,
    code: 'stopped-by-person',
  },
  { events: [back, before], undecided: true, code: 'stopped-by-person' },
  { events: [back, failed], undecided: undefined, code: 'unknown' },
  {
    events: [back, '(deployment ecs-svc/2) deployment failed: alarm detected.'],
    undecided: undefined,
    code: 'alarm-fired',
  },
  { events: ['has started 2 tasks: (task 1).'], undecided: undefined, code: 'unknown' },
])('$events: $code', ({ events, undecided, code }) => {
  const createdAt = new Date(1_000_000);
  const track = newTrack(partFrom(createdAt.getTime()));
  track.service = {
    events: events.map((message, at) => ({ id: `${at}`, createdAt, message: `(service api) ${message}` })),
  };
  const rollout = rolloutFacts(track);
  expect(rollout.undecided).toBe(undecided);
  const seen = { place: 'service api in demo', revision: 'api:2', containers: [], tasks: [], log: [] };
  const why = explainFailure({ ...seen, rollout, events: eventsOf(track).map(({ text }) => text) });
  expect(why.code).toBe(code);
  if (events.includes(back)) expect(why.evidence).toContain(back);
});
