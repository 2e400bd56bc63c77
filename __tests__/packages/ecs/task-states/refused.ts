import { unplaced } from '../../../../local-aws/texts.ts';
import type { State } from './axes.ts';
import { migrate, stopIt } from './stage-state.ts';

/** Tasks whose container never runs. */
export const refused: readonly State[] = [
  {
    name: 'never placed: no capacity',
    before: ({ shop }) => shop.aws.ecs.setCapacity(unplaced.noCapacity),
    told: { verdict: 'failed', code: 'no-capacity', says: /Capacity is unavailable/ },
    left: { started: [0] },
  },
  {
    name: 'never placed: a quota is used up',
    before: ({ shop }) => shop.aws.ecs.setCapacity(unplaced.vcpuLimit),
    told: { verdict: 'failed', code: 'quota-exceeded', says: /vCPUs/ },
    left: { started: [0] },
  },
  {
    name: 'placed when capacity comes back',
    before({ shop }) {
      shop.aws.ecs.setCapacity(unplaced.noCapacity);
      shop.clock.at(shop.clock.now() + 45_000, () => shop.aws.ecs.setCapacity(undefined));
    },
    told: { verdict: 'succeeded', exitCode: 0 },
  },
  {
    name: 'may not be started',
    faults: [{ operation: 'ecs:RunTask', do: { kind: 'deny' } }],
    told: { verdict: 'failed', code: 'access-denied', says: /ecs:RunTask/ },
    left: { started: [0] },
  },
  {
    name: 'pull failed',
    fate: { kind: 'image-not-found' },
    told: { verdict: 'failed', code: 'image-not-found', says: /CannotPullContainerError/ },
  },
  {
    name: 'a secret cannot be read',
    fate: { kind: 'secret-unreadable' },
    told: { verdict: 'failed', code: 'secret-unreadable', says: /ResourceInitializationError/ },
  },
  {
    name: 'stopped before it was seen running',
    when: ['PENDING', stopIt],
    told: { verdict: 'failed', code: 'stopped-by-person', says: /Task stopped by user/ },
  },
  {
    name: 'another one holds the place, and ends',
    before: (side) => migrate(side, { kind: 'exits', code: 0, after: 60_000 }),
    told: { verdict: 'succeeded', exitCode: 0 },
  },
  {
    name: 'another one holds the place, and is not to be waited for',
    before: (side) => migrate(side, { kind: 'exits', code: 0, after: 60_000 }),
    with: { 'if-running': 'fail' },
    told: { verdict: 'failed', code: 'in-progress-elsewhere', says: /deploy-actions\/776-1/ },
    left: { started: [0] },
  },
  {
    name: 'another one holds the place for longer than there is time',
    before: (side) => migrate(side, { kind: 'exits', code: 0, after: 900_000 }),
    told: { verdict: 'failed', code: 'in-progress-elsewhere', says: /deploy-actions\/776-1/ },
    left: { started: [0] },
  },
];
