import { choice, defaulted, type InputValues, minutes, optional, pairs, structured, text } from '#base/input-kinds';
import { commandWords } from '../command-words.ts';
import { lockTimeout } from './migration-kinds.ts';

const common = {
  migrations: optional(
    structured('migrations', async () => (await import('./migration-rows.ts')).migrationRows),
    'Several migrations in order (YAML or JSON): name, service, command, container-name, schema-version-command, …',
  ),
  'schema-version-command': optional(
    commandWords,
    'Prints the schema version (alembic current), run before and after; its last line that is not empty counts.',
  ),
} as const;

const own = {
  command: optional(commandWords, 'The migration command, as words or a JSON list; no shell reads it.'),
  'container-name': optional(text, 'The container that runs the command. Default: the only essential one.'),
  'environment-variables': optional(pairs, 'Variables for the migration only, NAME=value a line.'),
  'timeout-minutes': defaulted(minutes, '30', 'The task is stopped after so many minutes.'),
  logs: defaulted(
    choice('stream', 'tail', 'link'),
    'stream',
    'stream: every line as it comes; tail: the last lines at the end; link: only where they are.',
  ),
  'if-running': defaulted(
    choice('wait', 'fail'),
    'wait',
    'What to do while another migration of the same service runs: wait for its end, or fail.',
  ),
  'on-cancel': defaulted(choice('stop', 'leave'), 'stop', 'What becomes of the task when the job is cancelled.'),
  'lock-timeout': optional(
    lockTimeout,
    'How long a statement waits for a lock in PostgreSQL, such as 5s or 500ms; set as PGOPTIONS unless that is set.',
  ),
} as const;

/** For `run-migration-task`. */
export const migrationInputs = { ...own, ...common } as const;

/** For `deploy-ecs`: the same, with `migration-` where names would meet. */
export const prefixedMigrationInputs = {
  ...common,
  ...(Object.fromEntries(Object.entries(own).map(([key, value]) => [`migration-${key}`, value])) as {
    [K in keyof typeof own as `migration-${K}`]: (typeof own)[K];
  }),
} as const;

export type MigrationInputs = InputValues<typeof migrationInputs>;
export type PrefixedMigrationInputs = InputValues<typeof prefixedMigrationInputs>;

/** The prefixed inputs under their plain names. */
export function withoutPrefix(inputs: PrefixedMigrationInputs): MigrationInputs {
  const keys = Object.keys(own) as (keyof typeof own)[];
  const plain = Object.fromEntries(keys.map((key) => [key, inputs[`migration-${key}`]]));
  return {
    ...plain,
    migrations: inputs.migrations,
    'schema-version-command': inputs['schema-version-command'],
  } as MigrationInputs;
}
