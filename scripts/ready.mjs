// Makes a bare checkout ready: installs what package-lock.json says when that is not what is there.
// Runs before everything else, on whatever Node the machine has (20 or newer), so it imports nothing but Node's own.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.ready');
const lock = readFileSync(join(root, 'package-lock.json'));
const wanted = createHash('sha256').update(lock).digest('hex');

if (read(stamp) !== wanted) {
  if (!isInstalled()) install();
  writeFileSync(stamp, wanted);
}

/** Whether npm's own note of what it installed names every package of the lock file, in the same version. */
function isInstalled() {
  const note = read(join(root, 'node_modules', '.package-lock.json'));
  if (note === undefined) return false;
  const there = JSON.parse(note).packages;
  return Object.entries(JSON.parse(lock).packages).every(
    ([path, { version, optional }]) =>
      path === '' || there[path]?.version === version || (optional && !(path in there)),
  );
}

function install() {
  const node = process.env.npm_node_execpath;
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  console.log('Installing what package-lock.json names …');
  // The outer Node installs: `npm ci` deletes the Node of node_modules under whoever runs on it.
  const run =
    node && npm && existsSync(npm)
      ? spawnSync(node, [npm, ...args], { cwd: root, stdio: 'inherit' })
      : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (run.error) console.error(run.error.message);
  if (run.status !== 0) process.exit(run.status ?? 1);
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
