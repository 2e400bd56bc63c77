/** Counts visits. The release before languages came. */
export function visitsOf(database) {
  const insert = database.prepare('INSERT INTO visits (path) VALUES (?)');
  const count = database.prepare('SELECT count(*) AS visits FROM visits');
  return {
    greet(path) {
      insert.run(path);
      return { message: 'Hello', visits: count.get().visits };
    },
  };
}
