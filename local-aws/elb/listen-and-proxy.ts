import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chooseTarget } from './choose-target.ts';
import type { DataPlane, ElbState, Listener } from './model.ts';
import { answerError, proxyRequest } from './proxy-request.ts';

const keepAliveMs = 60_000;

/**
 * Starts the server behind a listener, on 127.0.0.1. It gets the listener's own port when that is 1024 or above, else a
 * free one: port 80 is not for everybody. Each request goes to the next target; a client's connection stays when its
 * targets change. Speaks plain HTTP, also for an HTTPS listener.
 */
export function listenAndProxy(state: ElbState, listener: Listener): Promise<DataPlane> {
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    const { action } = listener;
    if (action.kind === 'fixed-response') {
      response.writeHead(action.status, { 'content-type': action.contentType }).end(action.body);
      return;
    }
    const entry = chooseTarget(state, action.groups);
    if (entry === undefined) answerError(response, 503);
    else proxyRequest(entry, listener, request, response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: listener.port < 1024 ? 0 : listener.port }, () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        address: `127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}
