/** Counts visits by language. Needs the column that migration 0002 adds. */
export function visitsOf(database) {
  const insert = database.prepare('INSERT INTO visits (path, language) VALUES (?, ?)');
  const count = database.prepare('SELECT count(*) AS visits FROM visits WHERE language = ?');
  return {
    greet(path, language) {
      insert.run(path, language);
      const { visits } = count.get(language);
      return { message: language === 'de' ? 'Hallo' : 'Hello', language, visits };
    },
  };
}
