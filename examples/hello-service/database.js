import { DatabaseSync } from 'node:sqlite';
import { settings } from './settings.js';

/** Opens the database file. Several processes may have it open: readers do not wait, writers wait for each other. */
export function openDatabase() {
  const database = new DatabaseSync(settings.databaseFile);
  database.exec(`PRAGMA busy_timeout = 5000; PRAGMA journal_mode = ${settings.journal}; PRAGMA synchronous = NORMAL`);
  return database;
}

/** The name of the newest migration that was applied, or `none`. */
export function schemaOf(database) {
  const exists = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'").get();
  if (exists === undefined) return 'none';
  return database.prepare('SELECT name FROM migrations ORDER BY name DESC LIMIT 1').get()?.name ?? 'none';
}
