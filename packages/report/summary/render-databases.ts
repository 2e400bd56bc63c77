import type { DeploymentReport, ReportMigration } from '#report/deployment-report';
import { duration } from '#report/duration';
import { code, strong, table } from '#report/markdown-text';
import type { Verdict } from '#report/verdict';
import { verdictWords } from '#report/verdict-words';

/** Migrations with the schema before and after, and the snapshot taken first. */
export function renderDatabases({ migrations, snapshot }: DeploymentReport): string {
  const parts: string[] = [];
  if (migrations.length > 0) {
    const head = ['Migration', 'Result', 'Schema', 'Exit code', 'Took', 'Command'];
    parts.push('### Migrations', table(head, migrations.slice(0, 60).map(migrationRow)));
  }
  if (snapshot !== undefined) {
    const took = snapshot.tookMs === undefined ? '' : ` in ${duration(snapshot.tookMs)}`;
    parts.push(
      `**Snapshot** of ${code(snapshot.database, 100)}: ${code(snapshot.id, 200)} ${said(snapshot.verdict, 'available')}${took}`,
    );
  }
  return parts.join('\n\n');
}

function migrationRow(of: ReportMigration): string[] {
  return [
    strong(of.name, 80),
    `${said(of.verdict, 'migrated')}${of.diagnosis === undefined ? '' : ` ${code(of.diagnosis.code)}`}`,
    schema(of),
    of.exitCode === undefined ? '' : String(of.exitCode),
    of.tookMs === undefined ? '' : duration(of.tookMs),
    of.command === undefined ? '' : code(of.command, 200),
  ];
}

function schema({ schemaBefore, schemaAfter }: ReportMigration): string {
  if (schemaBefore === undefined && schemaAfter === undefined) return '';
  if (schemaBefore === schemaAfter) return `${code(schemaAfter ?? '', 80)} (unchanged)`;
  return `${code(schemaBefore ?? 'unknown', 80)} → ${code(schemaAfter ?? 'unknown', 80)}`;
}

const said = (verdict: Verdict, good: string) =>
  `${verdictWords[verdict].icon} ${verdict === 'succeeded' ? good : verdictWords[verdict].row}`;
