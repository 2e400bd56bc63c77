import type { Aws } from '#aws/client';
import type { ReportMigration } from '#report/deployment-report';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Part } from '#rollout/platform';
import type { TaskRef } from '#rollout/step';
import type { Ecs } from '../client.ts';
import { readContainers } from '../diagnose/read-containers.ts';
import { networkOfService, type TaskNetwork } from '../service/network-of-service.ts';
import { connectLogs, type Logs } from '../task/logs-client.ts';
import { runTask } from '../task/run-task.ts';
import type { TaskContext, TaskEnd, TaskSpec } from '../task/task-spec.ts';
import { diagnoseMigration } from './diagnose-migration.ts';

export interface Migration {
  readonly name: string;
  readonly service: string;
  readonly command: readonly string[];
  readonly container?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Prints the schema version; reads only. */
  readonly versionCommand?: readonly string[];
}

export interface MigrationPlan {
  readonly cluster: string;
  readonly release: string;
  readonly rows: readonly Migration[];
  /** For services that no part of a release belongs to: this revision instead of the one that serves. */
  readonly taskDefinition?: string;
  readonly logs: 'stream' | 'tail' | 'link';
  readonly ifRunning: 'wait' | 'fail';
  readonly onCancel: 'stop' | 'leave';
  /** Of each migration. */
  readonly timeoutMs: number;
  /** `5s`. */
  readonly lockTimeout?: string;
}

/**
 * Runs migrations in their order, each on the revision that its service is about to get (`parts`), else on the one that
 * is named or serves. Ends at the first that does not succeed; the rows after it are `skipped`. The schema version is
 * read before and after where a command for it is given; trouble with that is a warning. Throws `Failure` and `AwsError`
 * only for what keeps a first task from being started at all.
 */
export async function runMigrations(
  plan: MigrationPlan,
  { ecs, aws }: { readonly ecs: Ecs; readonly aws: Aws },
  parts: readonly Part[],
  keepTask: (task: TaskRef) => void,
): Promise<readonly ReportMigration[]> {
  let logs: Promise<Logs> | undefined;
  const connect = () => {
    logs ??= connectLogs(aws);
    return logs;
  };
  const context: TaskContext = { aws, ecs, logs: connect, own: new Set(), keepTask };
  const ends: ReportMigration[] = [];
  for (const row of plan.rows) {
    const going = ends.every((end) => end.verdict === 'succeeded');
    ends.push(going ? await migrate(plan, row, parts, context) : { name: row.name, verdict: 'skipped' });
  }
  return ends;
}

async function migrate(
  plan: MigrationPlan,
  row: Migration,
  parts: readonly Part[],
  context: TaskContext,
): Promise<ReportMigration> {
  const { clock } = context.aws;
  const begin = clock.now();
  const spec = await specOf(plan, row, parts, context);
  const before = await readVersion(spec, row, 'before', plan.ifRunning, context);
  if (context.aws.signal.aborted) return { name: row.name, verdict: 'cancelled', command: row.command.join(' ') };
  const end = await runTask(spec, context);
  const after =
    end.kind === 'exited' && end.exitCode === 0 ? await readVersion(spec, row, 'after', 'ignore', context) : undefined;
  const why = diagnoseMigration(row.name, end);
  return {
    name: row.name,
    verdict: verdictOf(end),
    command: row.command.join(' '),
    ...('task' in end && end.task !== undefined ? { task: end.task } : {}),
    ...(end.kind === 'exited' ? { exitCode: end.exitCode } : {}),
    ...(before === undefined ? {} : { schemaBefore: before }),
    ...(after === undefined ? {} : { schemaAfter: after }),
    ...(why === undefined ? {} : { diagnosis: why }),
    tookMs: clock.now() - begin,
  };
}

function verdictOf(end: TaskEnd): ReportMigration['verdict'] {
  switch (end.kind) {
    case 'exited':
      return end.exitCode === 0 ? 'succeeded' : 'failed';
    case 'never-started':
    case 'busy':
      return 'failed';
    case 'timed-out':
      return 'timed-out';
    case 'cancelled':
      return 'cancelled';
    case 'lost':
      return 'unknown';
  }
}

async function specOf(
  plan: MigrationPlan,
  row: Migration,
  parts: readonly Part[],
  { ecs, aws }: TaskContext,
): Promise<TaskSpec> {
  const part = parts.find((one) => one.row === row.service || lastWord(one.row) === lastWord(row.service));
  const cluster = part?.place ?? plan.cluster;
  const network: TaskNetwork = await networkOfService(ecs, cluster, row.service);
  const taskDefinition = part?.to.id ?? plan.taskDefinition ?? network.taskDefinition;
  return {
    cluster,
    service: row.service,
    taskDefinition,
    network,
    ...(row.container === undefined ? {} : { container: row.container }),
    command: row.command,
    environment: await environmentOf(plan, row, taskDefinition, ecs, aws),
    release: plan.release,
    step: `migrate ${row.name}`,
    logs: plan.logs,
    ifRunning: plan.ifRunning,
    onCancel: plan.onCancel,
    timeoutMs: plan.timeoutMs,
  };
}

const lastWord = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

/** `lock-timeout` travels in PGOPTIONS, which libpq reads: no migration needs to know of it. What is set stays. */
async function environmentOf(
  plan: MigrationPlan,
  row: Migration,
  taskDefinition: string,
  ecs: Ecs,
  aws: Aws,
): Promise<Readonly<Record<string, string>>> {
  if (plan.lockTimeout === undefined || row.environment.PGOPTIONS !== undefined) return row.environment;
  const containers = await readContainers(ecs, taskDefinition);
  const taken = containers.some((one) => one.variables.includes('PGOPTIONS') || one.secrets.PGOPTIONS !== undefined);
  if (taken) {
    aws.log.warn(`${row.name}: lock-timeout is not set, the task definition has a PGOPTIONS of its own`);
    return row.environment;
  }
  return { ...row.environment, PGOPTIONS: `-c lock_timeout=${plan.lockTimeout}` };
}

/** `INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.`: tools log on stderr, and awslogs keeps one stream. */
const isLogLine = (line: string): boolean => /^(DEBUG|INFO|WARN|WARNING)\b/.test(line.trim());

/**
 * The schema version by the row's own command: the last line that is neither empty nor a logger's; `empty` when there is
 * none, as of a database that was never migrated. `undefined` when it cannot be told.
 */
async function readVersion(
  spec: TaskSpec,
  row: Migration,
  when: 'before' | 'after',
  ifRunning: TaskSpec['ifRunning'],
  context: TaskContext,
): Promise<string | undefined> {
  const { aws } = context;
  if (row.versionCommand === undefined || aws.signal.aborted) return undefined;
  try {
    const step = `schema ${when} ${row.name}`;
    const end = await runTask({ ...spec, command: row.versionCommand, step, logs: 'none', ifRunning }, context);
    const line =
      end.kind === 'exited' ? end.lines.findLast((one) => one.trim() !== '' && !isLogLine(one))?.trim() : undefined;
    if (end.kind === 'exited' && end.exitCode === 0) {
      const version = line?.slice(0, 200) ?? 'empty';
      aws.log.info(`${row.name}: schema ${when} the migration: ${version}`);
      return version;
    }
    aws.log.warn(
      `${row.name}: the schema version ${when} it is not known: ${'why' in end ? (end.why?.what ?? '') : ''}`,
    );
  } catch (error) {
    if (aws.signal.aborted) return undefined;
    aws.log.warn(
      `${row.name}: the schema version ${when} it is not known: ${Error.isError(error) ? error.message : String(error)}`,
    );
  }
  return undefined;
}

/** Thrown by actions that do nothing but migrate. */
export const nameNoMigration = (): Failure =>
  new Failure(
    diagnosis('invalid-input', {
      what: 'there is nothing to run: neither command nor migrations is given',
      where: 'command, migrations',
      fix: 'Give command (with service), or migrations with a row each.',
    }),
  );
