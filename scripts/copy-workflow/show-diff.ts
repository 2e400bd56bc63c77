import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a file would become, as lines of a unified diff; one line when nothing would change. */
export function showDiff(file: { path: string; text: string; before: string | undefined }): readonly string[] {
  const { path, text, before } = file;
  if (before === text) return [`unchanged  ${path}`];
  const work = mkdtempSync(join(tmpdir(), 'copy-workflow-'));
  try {
    for (const [side, content] of Object.entries({ a: before, b: text })) {
      if (content === undefined) continue;
      mkdirSync(dirname(join(work, side, path)), { recursive: true });
      writeFileSync(join(work, side, path), content);
    }
    const sides = [before === undefined ? '/dev/null' : join('a', path), join('b', path)];
    const diff = spawnSync('git', ['diff', '--no-index', '--no-prefix', '--no-color', ...sides], {
      cwd: work,
      encoding: 'utf8',
    });
    return diff.stdout.trimEnd().split('\n').slice(1);
  } finally {
    rmSync(work, { recursive: true });
  }
}
