import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { root } from './actions.ts';
import { goBackTo } from './release/go-back-to.ts';
import { notesOf } from './release/plan-release.ts';
import { releaseVersion, type Told } from './release/release-version.ts';
import { GitError } from './release/run-git.ts';
import { readVersion } from './release/version.ts';

// Releases what is on main, or moves v1 to a release that exists: docs/releasing.md.

const usage = [
  'npm run release -- 1.2.0 [--dry-run]           releases main as v1.2.0; v1 names it, too',
  'npm run release -- back-to 1.1.0 [--dry-run]   v1 names v1.1.0 again',
  'npm run release -- notes 1.2.0                 what CHANGELOG.md says of it',
  '  --remote <name or address>                   default: origin',
].join('\n');

try {
  const { done, lines } = run();
  console.log(lines.join('\n'));
  process.exitCode = done ? 0 : 1;
} catch (error) {
  if (!(error instanceof GitError)) throw error;
  console.log(error.message);
  process.exitCode = 1;
}

function run(): Told {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean', default: false }, remote: { type: 'string', default: 'origin' } },
  });
  const options = { root, remote: values.remote, dryRun: values['dry-run'] };
  const [first, second, third] = positionals;
  if (first === undefined || third !== undefined) return { done: false, lines: [usage] };
  if (second === undefined && first !== 'back-to' && first !== 'notes')
    return releaseVersion(
      { ...options, checks: [() => isWhatSourcesGive('generate'), () => isWhatSourcesGive('build')] },
      first,
    );
  if (first === 'back-to' && second !== undefined) return goBackTo(options, second);
  const version = first === 'notes' && second !== undefined ? readVersion(second) : undefined;
  return version ? { done: true, lines: [notesOf(root, version)] } : { done: false, lines: [usage] };
}

function isWhatSourcesGive(script: 'generate' | 'build'): { failed: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}.ts`, '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  return { failed: status !== 0, output: `${stdout}${stderr}` };
}
