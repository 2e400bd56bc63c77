// The release before this one goes on serving while this runs: a new column needs a default.
export const up = "ALTER TABLE visits ADD COLUMN language TEXT NOT NULL DEFAULT 'en'";
export const down = 'ALTER TABLE visits DROP COLUMN language';
