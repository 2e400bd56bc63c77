import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * An edit of a copy of a sample application, as a team would make it by mistake. `app` is the folder of the application in
 * it: `.`, or `apps/patient-api`. Throws when the sample has changed and the edit has no place any more.
 */
export type Break = (folder: string, app?: string) => void;

/** A third migration that PostgreSQL refuses. The ones before it are not touched. */
export const failMigration: Break = (folder, app) =>
  addMigration(folder, app, 'op.execute("ALTER TABLE nowhere ADD COLUMN never TEXT")');

/** A third migration that succeeds, and does not disturb the release before it. */
export const addColumn: Break = (folder, app) =>
  addMigration(
    folder,
    app,
    'op.execute("CREATE TABLE third_migration (id INTEGER)")',
    'op.execute("DROP TABLE third_migration")',
  );

/** A third migration that takes `seconds`, to be cancelled on the way, or to meet another one. */
export function slowMigration(folder: string, seconds: number, app?: string): void {
  addMigration(folder, app, `op.execute("SELECT pg_sleep(${seconds})")`);
}

/** `/health` answers 500, to the container's own check as well. */
export const failHealth: Break = (folder, app) =>
  edit(folder, app, 'app/main.py', 'with engine.connect() as connection:', (line, indent) => [
    `${indent}raise RuntimeError("the health check is broken")`,
    line,
  ]);

/** `/health` answers 200 and tells another commit than was deployed. */
export const tellOtherVersion: Break = (folder, app) =>
  edit(folder, app, 'app/settings.py', 'VERSION = ', () => ['VERSION = "0000000"']);

/** The application ends at its start, exit code 1: `KeyError: 'STATISTICS_URL'`. */
export const crashAtStart: Break = (folder, app) =>
  edit(folder, app, 'app/settings.py', 'VERSION = ', (line) => ['STATISTICS_URL = os.environ["STATISTICS_URL"]', line]);

/** The image does not build: its last RUN instruction exits 3. */
export const failBuild: Break = (folder, app) =>
  edit(folder, app, 'Dockerfile', 'USER 1000', (line) => ['RUN echo "error: cannot find it" && exit 3', line]);

/** A test fails, and linters have nothing to say to it. */
export const failTest: Break = (folder, app) =>
  edit(folder, app, 'tests/test_app.py', 'assert ', (_, indent) => [`${indent}assert 1 == 2`]);

/** The linter complains: an import that nobody uses. */
export const failLint: Break = (folder, app) =>
  edit(folder, app, 'app/main.py', 'from fastapi import FastAPI', (line) => [line, 'import subprocess']);

/** Replaces the first line that begins with `start`, spaces aside. */
function edit(
  folder: string,
  app: string | undefined,
  file: string,
  start: string,
  to: (line: string, indent: string) => readonly string[],
): void {
  const path = join(folder, app ?? '.', file);
  const lines = readFileSync(path, 'utf8').split('\n');
  const at = lines.findIndex((line) => line.trimStart().startsWith(start));
  const line = lines[at];
  if (line === undefined) throw new Error(`${path} has no line that begins with: ${start}`);
  writeFileSync(path, lines.with(at, to(line, line.slice(0, line.indexOf(start))).join('\n')).join('\n'));
}

function addMigration(folder: string, app: string | undefined, up: string, down = 'pass'): void {
  const versions = join(folder, app ?? '.', 'migrations/versions');
  if (!readdirSync(versions).some((name) => name.startsWith('0002_'))) throw new Error(`${versions} has no 0002`);
  const path = join(versions, '0003_third.py');
  if (existsSync(path)) throw new Error(`${path} is there already`);
  const lines = [
    '"""The third migration"""',
    '',
    'from alembic import op',
    '',
    'revision = "0003"',
    'down_revision = "0002"',
    '',
    '',
    'def upgrade() -> None:',
    `    ${up}`,
    '',
    '',
    'def downgrade() -> None:',
    `    ${down}`,
    '',
  ];
  writeFileSync(path, lines.join('\n'));
}
