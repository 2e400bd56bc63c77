import { readdirSync } from 'node:fs';
import { Umzug } from 'umzug';
import { openDatabase, schemaOf } from './database.js';

const database = openDatabase();
const folder = new URL('./migrations/', import.meta.url);

/** Where umzug remembers what was applied: a table beside the data. */
const storage = {
  async logMigration({ name }) {
    database.prepare('INSERT INTO migrations (name) VALUES (?)').run(name);
  },
  async unlogMigration({ name }) {
    database.prepare('DELETE FROM migrations WHERE name = ?').run(name);
  },
  async executed() {
    return database
      .prepare('SELECT name FROM migrations ORDER BY name')
      .all()
      .map(({ name }) => name);
  },
};

const files = readdirSync(folder)
  .filter((file) => file.endsWith('.js'))
  .sort();

async function load(file) {
  const { up, down } = await import(new URL(file, folder).href);
  return {
    name: file.slice(0, -'.js'.length),
    up: async () => database.exec(up),
    down: async () => database.exec(down),
  };
}

async function main(command) {
  if (command === 'current') return schemaOf(database);
  database.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)');
  const umzug = new Umzug({ migrations: await Promise.all(files.map(load)), storage, logger: undefined });
  umzug.on('migrated', ({ name }) => console.log(`migrated ${name}`));
  umzug.on('reverted', ({ name }) => console.log(`reverted ${name}`));
  const done = command === 'up' ? await umzug.up() : await umzug.down();
  return done.length === 0 ? 'nothing to do' : `schema ${schemaOf(database)}`;
}

const command = process.argv[2];
if (['up', 'down', 'current'].includes(command)) {
  console.log(await main(command));
} else {
  console.error('usage: node migrate.js up | down | current');
  process.exitCode = 2;
}
database.close();
