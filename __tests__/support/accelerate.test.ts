import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runProgram } from './run-program.ts';

const program = `
import { promisify } from 'node:util';
import * as timers from 'node:timers';
import { setTimeout as sleep, scheduler } from 'node:timers/promises';
const ways = {
  global: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  timers: (ms) => new Promise((resolve) => timers.setTimeout(resolve, ms)),
  interval: (ms) => new Promise((resolve) => { const t = setInterval(() => { clearInterval(t); resolve(); }, ms); }),
  promises: (ms) => sleep(ms),
  scheduler: (ms) => scheduler.wait(ms),
  promisified: (ms) => promisify(setTimeout)(ms),
  signal: (ms) => new Promise((resolve) => AbortSignal.timeout(ms).addEventListener('abort', resolve)),
};
const keep = setInterval(() => {}, 1_000_000);
for (const [name, wait] of Object.entries(ways)) {
  const start = process.hrtime.bigint();
  const before = [Date.now(), performance.now(), new Date().getTime()];
  const began = process.hrtime.bigint();
  // Three seconds of the machine's time, which nothing accelerates.
  const slow = Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000);
  const first = await Promise.race([wait(3_000).then(() => 'accelerated'), slow.value]);
  const ended = process.hrtime.bigint();
  const passed = [Date.now(), performance.now(), new Date().getTime()].map((now, i) => now - before[i]);
  const most = Number(process.hrtime.bigint() - start) / 1e6;
  console.log(JSON.stringify({ name, first, passed, least: Number(ended - began) / 1e6, most }));
}
console.log(JSON.stringify({ date: new Date() instanceof Date, year: new Date(0).getFullYear(), now: Date.now() }));
clearInterval(keep);
`;

describe('accelerated time', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'accelerate-'));
    writeFileSync(join(folder, 'program.mjs'), program);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('every way to wait takes its time by the program\u2019s clock, and little by ours', async () => {
    const origin = Date.UTC(2026, 0, 5);
    const end = await runProgram(join(folder, 'program.mjs'), { speed: 30, origin });
    expect(end.stderr).toBe('');
    const said = end.lines.map((line) => JSON.parse(line));
    for (const { name, first, passed, least, most } of said.slice(0, -1)) {
      // However late a busy machine wakes it: by its own clock three seconds have passed, thirty times what passed outside.
      expect({ name, first }).toEqual({ name, first: 'accelerated' });
      for (const ms of passed) {
        expect({ name, enough: ms >= 2_900 && ms >= 30 * (least - 2) && ms <= 30 * (most + 2) }).toEqual({
          name,
          enough: true,
        });
      }
    }
    expect(said).toHaveLength(8);
    expect(said.at(-1)).toMatchObject({ date: true, year: 1970 });
  });

  test('two programs with the same origin agree on what time it is', async () => {
    const origin = Date.now();
    const end = await runProgram(join(folder, 'program.mjs'), { speed: 30, origin });
    const { now } = JSON.parse(end.lines.at(-1) ?? '{}');
    expect(now).toBeGreaterThan(origin + 21_000 - 1_000);
    expect(now).toBeLessThanOrEqual(origin + (Date.now() - origin) * 30);
  });
});
