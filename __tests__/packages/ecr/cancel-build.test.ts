import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Cancelled } from '#base/cancelled';
import { systemClock } from '#base/clock';
import { until } from '#base/until';
import { type BuildScene, openBuildScene } from './build-scene.ts';

let scene: BuildScene;
beforeEach(async () => {
  scene = await openBuildScene();
});
afterEach(async () => {
  await scene.close();
});

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    // One that has ended and waits for its parent counts as gone.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** Real processes: this waits in real time until the build hangs. */
const hanging = async () => {
  const path = join(scene.fake, 'pids');
  const read = async () => (existsSync(path) ? readFileSync(path, 'utf8') || undefined : undefined);
  const waited = await until(read, {
    clock: systemClock,
    signal: new AbortController().signal,
    pauseMs: () => 20,
    budgetMs: 20_000,
  });
  if (waited.kind === 'out-of-time') throw new Error('no build began');
  return waited.value.split(' ').map(Number);
};

test('a cancelled build ends with everything that it started; what was built before is said', async () => {
  scene.ecr.createRepository('web');
  scene.write('web/Dockerfile', 'FROM scratch\n');
  scene.play({ builds: [{ when: '/web', hangs: true }] });
  const builds = '[{ repository: web, context: web }, { repository: api }]';
  const abort = Promise.withResolvers<AbortController>();
  const running = scene.run({ builds }, { before: (host) => abort.resolve(host.abort) });
  const pids = await hanging();
  await until(async () => (scene.builds().length === 2 ? true : undefined), {
    clock: systemClock,
    signal: new AbortController().signal,
    pauseMs: () => 20,
    budgetMs: 20_000,
  });
  await systemClock.sleep(500);
  expect(pids.map(alive)).toEqual([true, true]);
  (await abort.promise).abort(new Cancelled('SIGINT'));
  const { report, rows } = await running;
  expect(report.verdict).toBe('cancelled');
  expect(rows[0]?.verdict).toBe('cancelled');
  expect(pids.map(alive)).toEqual([false, false]);
  expect(scene.left()).toEqual([]);
});
