import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from '../../../scripts/lab/lab-file.ts';
import { docker } from './engine.ts';

/** What the image is made of: the programs that the health checks of a task definition call are in it. */
export type Bootstrap = 'python' | 'web';

const commands: Readonly<Record<Bootstrap, (port: number) => string>> = {
  // The first process of a container gets SIGTERM only when it has asked for it; neither server has.
  python: (port) => `CMD ["sh", "-c", "trap exit TERM; python3 -m http.server ${port} --directory /www & wait"]`,
  web: (port) => `CMD ["sh", "-c", "trap exit TERM; httpd -f -p ${port} -h /www & wait"]`,
};

/** Builds (once) an image that answers `/health` on a port and nothing else: what a service runs before its first deployment. */
export async function bootstrapImage(lab: Lab, port: number, kind: Bootstrap = 'python'): Promise<string> {
  const name = `bootstrap-${kind}-${port}:2`;
  if (docker(lab, 'images', '--quiet', name) !== '') return name;
  const folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  try {
    writeFileSync(
      join(folder, 'Dockerfile'),
      [
        `FROM ${lab.images[kind]}`,
        'RUN mkdir -p /www && echo ok > /www/health',
        'ENV PYTHONUNBUFFERED=1',
        commands[kind](port),
      ].join('\n'),
    );
    docker(lab, 'build', '--quiet', '--tag', name, folder);
    return name;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
