import { defaulted, list, minutes, optional } from '#base/input-kinds';

/** Deploy only what passed. */
export const checkInputs = {
  'require-checks': optional(
    list,
    'Names of checks and commit statuses that must have passed for the commit before anything is written, or all. Pending ones are waited for. Needs permissions: checks: read, statuses: read.',
  ),
  'checks-timeout-minutes': defaulted(minutes, '20', 'Minutes until the checks of require-checks must have passed.'),
} as const;
