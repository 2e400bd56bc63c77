export const up = 'CREATE TABLE visits (id INTEGER PRIMARY KEY, path TEXT NOT NULL)';
export const down = 'DROP TABLE visits';
