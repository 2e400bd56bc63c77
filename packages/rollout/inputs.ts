import { choice, defaulted, flag, minutes, whole } from '#base/input-kinds';

/** How a rollout is followed. */
export const followInputs = {
  'fail-fast': defaulted(
    flag,
    'true',
    'Ends early when a rollout cannot succeed any more, instead of waiting for its timeout.',
  ),
  'fail-fast-grace-seconds': defaulted(
    whole(0, 3_600),
    '30',
    'How long the same fatal trouble must last before it counts as final, in seconds.',
  ),
  'rollout-timeout-minutes': defaulted(minutes, '20', 'Minutes until a rollout must have ended.'),
} as const;

/** `fallback` differs: actions that deploy put back, actions that only look leave. */
export const onFailureInput = (fallback: 'rollback' | 'leave') =>
  defaulted(
    choice('rollback', 'leave'),
    fallback,
    'After a failure: put the previous release back, or leave all as it is.',
  );

export const onCancelInput = (fallback: 'rollback' | 'leave') =>
  defaulted(
    choice('rollback', 'leave'),
    fallback,
    'When the run is cancelled: put the previous release back, or leave all as it is.',
  );
