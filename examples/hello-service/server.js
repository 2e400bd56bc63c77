import { createServer } from 'node:http';
import { openDatabase, schemaOf } from './database.js';
import { settings } from './settings.js';
import { visitsOf } from './visits.js';

const database = openDatabase();
const visits = visitsOf(database);
let leaving = false;

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/health') {
    answer(response, 200, { status: 'ok', version: settings.version, schema: schemaOf(database) });
  } else if (pathname === '/') {
    const language = request.headers['accept-language']?.slice(0, 2) === 'de' ? 'de' : 'en';
    answer(response, 200, { ...visits.greet(pathname, language), version: settings.version });
  } else {
    answer(response, 404, { error: 'not found' });
  }
});

function answer(response, status, body) {
  const headers = { 'content-type': 'application/json', ...(leaving ? { connection: 'close' } : {}) };
  response.writeHead(status, headers).end(`${JSON.stringify(body)}\n`);
}

// Longer than the load balancer keeps its connections (60 s): else it may send a request into one that we just closed.
server.keepAliveTimeout = 65_000;
server.listen(settings.port, () => console.log(`version ${settings.version} listens on port ${settings.port}`));

// The load balancer has stopped sending when SIGTERM comes: finish what is under way, then go.
process.once('SIGTERM', () => {
  leaving = true;
  console.log('SIGTERM: finishing');
  server.close(() => {
    database.close();
    console.log('bye');
  });
});
