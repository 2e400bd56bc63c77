import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { LocalGithub } from './create-github.ts';

export interface Serving {
  /** `http://127.0.0.1:4600`: what `GITHUB_API_URL` is set to. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves on 127.0.0.1; port 0 is a free one. */
export async function serve(github: LocalGithub, port = 0): Promise<Serving> {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const request = {
        method: incoming.method ?? 'GET',
        path: incoming.url ?? '/',
        headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
        body: await text(incoming),
      };
      const answer = github.handle(request, `http://${incoming.headers.host ?? '127.0.0.1'}`);
      if (answer.cut === true) return void outgoing.destroy();
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    } catch (error) {
      outgoing.writeHead(500, { 'content-type': 'text/plain' }).end(`local-github: ${String(error)}`);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
