/** The value of an environment variable that the service cannot be without. */
export function required(name) {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

/** Read once, at the start: a service that lacks a setting must not come up. */
export const settings = {
  port: Number(process.env.PORT ?? 8080),
  /** The commit, put into the image when it is built. */
  version: process.env.VERSION ?? 'unknown',
  databaseFile: required('DATABASE_FILE'),
  /** `wal` is quick; on a network file system it has to be `delete`. */
  journal: process.env.DATABASE_JOURNAL ?? 'wal',
};
