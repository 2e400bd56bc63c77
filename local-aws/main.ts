import { realClock } from './clock.ts';
import { withControls } from './control/with-controls.ts';
import { openDoor } from './ecr/door/open-door.ts';
import { createLocalAws } from './index.ts';
import { listenOn } from './listen.ts';
import { chooseRuntime } from './program/choose-runtime.ts';
import { addressesOf, printEnvironment } from './program/print-environment.ts';
import { type Options, readOptions, USAGE } from './program/read-options.ts';

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) process.stdout.write(USAGE);
  else await serve(options);
} catch (error) {
  process.stderr.write(`local-aws: ${Error.isError(error) ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function serve(options: Options): Promise<void> {
  const clock = realClock(options.speed);
  // What was opened is closed in the opposite order, also when a later part does not open.
  await using open = new AsyncDisposableStack();
  const { runtime, end } = await chooseRuntime(options, clock, () => door?.pullFrom());
  open.defer(end);
  const { region, account, timing, registrationMs } = options;
  const listen = options.runtime !== 'scripted';
  const elb = { listen, ...(registrationMs === undefined ? {} : { registrationMs }) };
  const sts = options.identityProviders.length === 0 ? {} : { issuers: options.identityProviders };
  const aws = createLocalAws({ clock, runtime, region, account, timing, elb, sts });
  open.defer(() => aws.close());
  const door = options.registry === undefined ? undefined : await openDoor(aws.ecr, options.registry);
  if (door !== undefined) open.defer(() => door.close());
  for (const name of options.clusters) aws.ecs.createCluster(name);
  for (const name of options.repositories) aws.ecr.createRepository(name);
  for (const [valueFrom, value] of options.secrets) aws.ecs.setSecret(valueFrom, value);
  const server = await listenOn({ handle: withControls(aws), sleep: aws.sleep }, options.port);
  open.defer(() => server.close());
  const addresses = addressesOf(aws, server.url, options, door?.url);
  process.stdout.write(printEnvironment(addresses));
  if (options.json) process.stdout.write(`${JSON.stringify(addresses)}\n`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}
