import type { DeploymentReport } from './deployment-report.ts';
import { isGreen, verdicts } from './verdict.ts';

/**
 * A report as flat numbers, for a metrics file: times in milliseconds (`total_ms`, `snapshot_ms`, `migrations_ms`,
 * `rollout_ms` of the slowest row), counts (`rows`, `rows_failed`, …), and 0 or 1 for `green` and `changed`. A phase
 * that did not happen has no number.
 */
export function renderMetrics(report: DeploymentReport): Readonly<Record<string, number>> {
  const rollouts = report.rows.flatMap(({ tookMs }) => tookMs ?? []);
  const migrations = report.migrations.flatMap(({ tookMs }) => tookMs ?? []);
  const metrics: Record<string, number> = {
    green: isGreen(report.verdict) ? 1 : 0,
    changed: report.changed ? 1 : 0,
    total_ms: Math.max(0, report.finishedAt - report.startedAt),
    rows: report.rows.length,
    migrations: report.migrations.length,
    warnings: report.warnings.length,
  };
  for (const verdict of verdicts) {
    const count = report.rows.filter((row) => row.verdict === verdict).length;
    if (count > 0) metrics[`rows_${verdict.replaceAll('-', '_')}`] = count;
  }
  if (report.snapshot?.tookMs !== undefined) metrics.snapshot_ms = report.snapshot.tookMs;
  if (migrations.length > 0) metrics.migrations_ms = migrations.reduce((sum, ms) => sum + ms, 0);
  if (rollouts.length > 0) metrics.rollout_ms = rollouts.reduce((most, ms) => Math.max(most, ms), 0);
  return metrics;
}
