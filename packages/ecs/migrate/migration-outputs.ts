import type { ReportMigration } from '#report/deployment-report';

export const migrationOutputs = {
  'task-arn': 'ARN of the one-off task, when there was one migration.',
  'exit-code': 'Exit code of the container that decides.',
  'schema-before': 'Schema version before, when schema-version-command is given.',
  'schema-after': 'Schema version after.',
} as const;

/** The scalar outputs: set when there is one migration. */
export function migrationResults(migrations: readonly ReportMigration[]): Readonly<Record<string, string>> {
  const [row, ...others] = migrations;
  if (row === undefined || others.length > 0) return {};
  return {
    'task-arn': row.task ?? '',
    'exit-code': row.exitCode === undefined ? '' : String(row.exitCode),
    'schema-before': row.schemaBefore ?? '',
    'schema-after': row.schemaAfter ?? '',
  };
}
