function required(name) {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

/** Somebody renamed the setting, and forgot the task definition. */
export const settings = {
  port: Number(process.env.PORT ?? 8080),
  version: process.env.VERSION ?? 'unknown',
  databaseFile: new URL(required('DATABASE_URL')).pathname,
  journal: process.env.DATABASE_JOURNAL ?? 'wal',
};
