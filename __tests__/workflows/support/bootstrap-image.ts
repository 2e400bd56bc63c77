import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from '../../../scripts/lab/lab-file.ts';
import { docker } from './engine.ts';

/** Builds (once) an image that answers `/health` on a port and nothing else: what a service runs before its first deployment. */
export async function bootstrapImage(lab: Lab, port: number): Promise<string> {
  const name = `bootstrap-${port}:1`;
  if (docker(lab, 'images', '--quiet', name) !== '') return name;
  const folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  try {
    writeFileSync(
      join(folder, 'Dockerfile'),
      [
        `FROM ${lab.images.python}`,
        'RUN mkdir /www && echo ok > /www/health',
        'ENV PYTHONUNBUFFERED=1',
        `CMD ["python3", "-m", "http.server", "${port}", "--directory", "/www"]`,
      ].join('\n'),
    );
    docker(lab, 'build', '--quiet', '--tag', name, folder);
    return name;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
