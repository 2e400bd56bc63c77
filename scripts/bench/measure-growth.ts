import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Measure, medianOf } from './measure.ts';
import { notAsMeant, runScene } from './open-scene.ts';

/** At forty times V8 takes the run for a busy one, and keeps more for what is new: a run that waits gives it back. */
const speed = 8;
const tellMemory = fileURLToPath(new URL('tell-memory.mjs', import.meta.url));

/** Memory at minute 30 of a rollout that never ends, against minute 5: medians of the samples around both. */
export async function measureGrowth(dist: string): Promise<readonly Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const file = join(folder, 'memory');
  try {
    const inputs = { service: 'web', 'rollout-timeout-minutes': '32', 'on-failure': 'leave' };
    const run = await runScene('deploy-ecs', (shop) => ({ ...inputs, image: shop.push('web', 'v2') }), {
      dist,
      speed,
      timeoutMs: 300_000,
      fates: { v2: { kind: 'stuck' } },
      deploymentConfiguration: {},
      env: { NODE_OPTIONS: `--import=${tellMemory}`, TELL_MEMORY: file },
    });
    if (run.end.outputs.verdict !== 'timed-out') throw notAsMeant(run);
    const samples = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number))
      .map(([at = 0, rss = 0]) => ({ minute: ((at - run.startedAt) * speed) / 60_000, rss }));
    const around = (minute: number) =>
      medianOf(samples.filter((one) => Math.abs(one.minute - minute) <= 1).map(({ rss }) => rss));
    const [early, late] = [around(5), around(30)];
    return [
      {
        id: 'growth',
        what: 'memory at minute 30 of a rollout that never ends / at minute 5',
        unit: 'ratio',
        values: [late / early],
        bar: { worst: 1.1 },
        details: [{ earlyMiB: Math.round(early / 2 ** 20), lateMiB: Math.round(late / 2 ** 20) }],
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
