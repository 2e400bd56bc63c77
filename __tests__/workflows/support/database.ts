import { execFileSync } from 'node:child_process';
import type { Lab } from '../../../scripts/lab/lab-file.ts';

/** A database of the lab's PostgreSQL, made for one test. */
export interface Database {
  readonly name: string;
  /** Its URL as a container reaches it. */
  readonly url: string;
  /** Rows of a query, a list of columns each. Throws what psql says. */
  query(sql: string): readonly (readonly string[])[];
  /** `alembic_version`; empty before the first migration. */
  revision(): string;
  tables(): readonly string[];
  drop(): void;
}

export function createDatabase(lab: Lab, name: string): Database {
  const run = (database: string, sql: string): string =>
    execFileSync(
      'psql',
      [`${lab.postgres.fromHost}/${database}`, '-XAt', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', sql],
      {
        encoding: 'utf8',
      },
    ).trimEnd();
  run('postgres', `CREATE DATABASE "${name}"`);
  const query = (sql: string) =>
    run(name, sql)
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t'));
  const tables = () =>
    query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").map(([table]) => table ?? '');
  return {
    name,
    url: `${lab.postgres.fromContainers}/${name}`,
    query,
    tables,
    revision: () =>
      tables().includes('alembic_version') ? (query('SELECT version_num FROM alembic_version')[0]?.[0] ?? '') : '',
    drop: () => void run('postgres', `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  };
}
