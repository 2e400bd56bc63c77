import { afterEach, expect, test } from '@jest/globals';
import { realClock } from '../../local-aws/clock.ts';
import { createElb, type Elb } from '../../local-aws/elb/create-elb.ts';
import type { ProcessRuntime } from '../../local-aws/runtimes/process.ts';
import { startLoad } from '../../scripts/demo/load.ts';
import { clientOf, stage, worldOf } from '../local-aws/elb/elb-world.ts';
import { runContainer, runtimeOf, specOf } from '../local-aws/process/run-container.ts';

/** Takes 200 ms for an answer, and drops everything when it is told to go. */
const rude = `
  import { createServer } from 'node:http';
  createServer((request, response) => {
    const answer = () => response.end(JSON.stringify({ version: process.env.VERSION }));
    if (request.url === '/health') answer(); else setTimeout(answer, 200);
  }).listen(Number(process.env.PORT), '127.0.0.1');
`;

let elb: Elb | undefined;
let runtime: ProcessRuntime | undefined;
afterEach(async () => {
  await elb?.close();
  await runtime?.closeAll();
});

/** Starts a process and registers it; resolves when it is healthy, to what takes it out again. */
async function launch(balancer: Elb, group: string, id: string, version: string): Promise<() => Promise<string>> {
  if (runtime === undefined) throw new Error('no runtime');
  const ran = runContainer(runtime, specOf({ environment: { VERSION: version } }));
  const address = (await ran.running) ?? '';
  const target = { id, port: 8080, address };
  await new Promise<void>((healthy) => {
    balancer.register(group, target, ({ state }) => state === 'healthy' && healthy());
  });
  return () => {
    balancer.deregister(group, target, () => ran.container.stop());
    return ran.ended;
  };
}

test.each([
  [true, 'nothing is lost'],
  [false, 'what is in flight is lost'],
])('a rolling replacement under load, draining %s: %s', async (draining) => {
  const clock = realClock();
  const world = worldOf(clock);
  const balancer = createElb(world, { listen: true, draining, registrationMs: 1_000 });
  elb = balancer;
  runtime = runtimeOf(rude, clock);
  const { group, listener } = await stage(clientOf(balancer, world), { HealthCheckIntervalSeconds: 5 }, 1);
  const old = await Promise.all(['10.0.0.1', '10.0.0.2'].map((id) => launch(balancer, group, id, 'old')));

  const load = startLoad({ url: `http://${balancer.address(listener)}/`, perSecond: 100, limitMs: 5_000 });
  const answered = async (version: string) => {
    while ((load.report().versions.get(version) ?? 0) < 20) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const fresh = await Promise.all(['10.0.0.3', '10.0.0.4'].map((id) => launch(balancer, group, id, 'new')));
  await Promise.all([answered('old'), answered('new')]);
  for (const retire of old) expect(await retire()).toBe('exit 143');
  const report = await load.stop();

  expect([...report.versions.keys()].sort()).toEqual(['new', 'old']);
  if (draining) expect(report.lost).toEqual([]);
  else expect(report.lost.map(({ why }) => why)).toEqual(expect.arrayContaining(['502']));
  expect(fresh).toHaveLength(2);
});
