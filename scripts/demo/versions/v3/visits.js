import { required } from './settings.js';

/** Visits go to a service of their own, whose address somebody forgot to put into the task definition. */
const statistics = new URL(required('STATISTICS_URL'));

export function visitsOf() {
  return {
    greet(path, language) {
      void fetch(statistics, { method: 'POST', body: JSON.stringify({ path, language }) });
      return { message: language === 'de' ? 'Hallo' : 'Hello', language };
    },
  };
}
