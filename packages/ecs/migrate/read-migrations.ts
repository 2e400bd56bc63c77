import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { MigrationInputs } from './migration-inputs.ts';
import type { Migration, MigrationPlan } from './run-migrations.ts';

export interface MigrationScope {
  readonly cluster: string;
  /** Of the shorthand; rows name theirs. */
  readonly service: string | undefined;
  /** Run this revision instead of the service's own. */
  readonly taskDefinition?: string;
  readonly release: string;
  /** Input `evidence`: logs that are not for everybody's eyes are not streamed into the job's. */
  readonly evidence?: 'full' | 'redacted' | 'none';
}

/**
 * What the inputs ask for; `undefined` when they ask for no migration. `command` is the shorthand of one row. Throws
 * `invalid-input` when both are given, or the shorthand has no service.
 */
export function readMigrations(inputs: MigrationInputs, scope: MigrationScope): MigrationPlan | undefined {
  const { command, migrations } = inputs;
  if (command === undefined && migrations === undefined) return undefined;
  if (command !== undefined && migrations !== undefined)
    throw bad('both a command and migrations are given', 'Give one of the two.');
  const common = { ...(inputs['container-name'] === undefined ? {} : { container: inputs['container-name'] }) };
  const version = inputs['schema-version-command'];
  const rows: Migration[] = (migrations ?? []).map((row) => ({
    ...common,
    name: row.name,
    service: row.service,
    command: row.command,
    environment: { ...inputs['environment-variables'], ...row['environment-variables'] },
    ...(row['container-name'] === undefined ? {} : { container: row['container-name'] }),
    ...optionalVersion(row['schema-version-command'] ?? version),
  }));
  if (command !== undefined) {
    if (scope.service === undefined)
      throw bad('the migration has no service', 'Name the service that lends its network and roles (service).');
    rows.push({
      ...common,
      name: scope.service.slice(scope.service.lastIndexOf('/') + 1),
      service: scope.service,
      command,
      environment: inputs['environment-variables'] ?? {},
      ...optionalVersion(version),
    });
  }
  return {
    cluster: scope.cluster,
    release: scope.release,
    ...(scope.taskDefinition === undefined ? {} : { taskDefinition: scope.taskDefinition }),
    rows,
    logs: (scope.evidence ?? 'full') === 'full' ? inputs.logs : 'link',
    ifRunning: inputs['if-running'],
    onCancel: inputs['on-cancel'],
    timeoutMs: inputs['timeout-minutes'],
    ...(inputs['lock-timeout'] === undefined ? {} : { lockTimeout: inputs['lock-timeout'] }),
  };
}

const optionalVersion = (versionCommand: readonly string[] | undefined) =>
  versionCommand === undefined ? {} : { versionCommand };

const bad = (what: string, fix: string): Failure =>
  new Failure(diagnosis('invalid-input', { what, where: 'command, migrations', fix }));
