import { type InputKind, InputProblem } from '#base/input-kinds';

/** What PostgreSQL takes as `lock_timeout`: a number of milliseconds, or one with its unit. */
export const lockTimeout: InputKind<string> = {
  name: 'duration',
  allowed: 'a duration such as 5s, 500ms or 1min',
  parse(raw) {
    if (!/^\d+(?:ms|s|min)?$/.test(raw.trim())) throw new InputProblem('is not a duration');
    return raw.trim();
  },
};
