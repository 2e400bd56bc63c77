import { parseArgs } from 'node:util';
import { realClock } from './clock.ts';
import { createLocalAws, type LocalAws } from './index.ts';
import type { Runtime } from './runtime.ts';
import { scripted } from './runtimes/scripted.ts';

const USAGE = `local-aws: ECS and what a deployment needs around it, on this machine.

  --port 4599             where to listen on 127.0.0.1 (0: any free port)
  --speed 1               how many times as fast as real time
  --region eu-central-1   --account 111122223333
  --seed-cluster demo     a cluster that is there from the start (may be repeated)
  --runtime scripted      or process: containers as local processes, with load balancers that really listen
  --image api:v1=./api    for process: a folder with a container.json stands for this image (may be repeated)
  --help
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4599' },
    speed: { type: 'string', default: '1' },
    region: { type: 'string', default: 'eu-central-1' },
    account: { type: 'string', default: '111122223333' },
    'seed-cluster': { type: 'string', multiple: true, default: [] },
    runtime: { type: 'string', default: 'scripted' },
    image: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else {
  await serve().catch((error: unknown) => {
    process.stderr.write(`local-aws: ${Error.isError(error) ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

async function serve(): Promise<void> {
  const clock = realClock(positive('speed', values.speed));
  const { runtime, end } = await chooseRuntime(clock);
  const aws = createLocalAws({
    clock,
    runtime,
    region: values.region,
    account: values.account,
    elb: { listen: runtime.name !== 'scripted' },
  });
  for (const name of values['seed-cluster']) aws.ecs.createCluster(name);
  const server = await aws.listen(whole('port', values.port));
  process.stdout.write(environment(aws, server.url));
  const stop = async () => {
    await server.close();
    await end();
    await aws.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

async function chooseRuntime(
  clock: ReturnType<typeof realClock>,
): Promise<{ readonly runtime: Runtime; readonly end: () => Promise<void> }> {
  if (values.runtime === 'scripted') return { runtime: scripted(clock), end: async () => {} };
  if (values.runtime !== 'process') throw new Error(`--runtime is scripted or process, not ${values.runtime}`);
  const [{ processRuntime }, { readImage }] = await Promise.all([
    import('./runtimes/process.ts'),
    import('./runtimes/process-images.ts'),
  ]);
  const images = new Map(
    values.image.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Error(`--image is NAME=FOLDER, not ${pair}`);
      return [pair.slice(0, at), readImage(pair.slice(at + 1))] as const;
    }),
  );
  const runtime = processRuntime({ clock, images });
  return { runtime, end: () => runtime.closeAll() };
}

/** Ready to be pasted into a shell. */
function environment({ world }: LocalAws, url: string): string {
  return `local-aws listens on ${url}

export AWS_ENDPOINT_URL=${url}
export AWS_REGION=${world.region} AWS_DEFAULT_REGION=${world.region}
export AWS_ACCESS_KEY_ID=AKIALOCAL
export AWS_SECRET_ACCESS_KEY=local
`;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} is a number above 0, not ${text}`);
  return value;
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new Error(`--${name} is a port, not ${text}`);
  return value;
}
