import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeploymentReport } from '#report/deployment-report';
import type { Environment } from './environment.ts';

/** Writes the report as JSON in a folder of its own, so that no step overwrites another's. Returns the path. */
export function writeReportFile(report: DeploymentReport, env: Environment): string {
  const folder = mkdtempSync(join(env.RUNNER_TEMP || tmpdir(), `${report.action}-`));
  const path = join(folder, 'report.json');
  writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`);
  return path;
}
