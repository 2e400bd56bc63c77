import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '#base/clock';
import { until } from '#base/until';
import { realClock } from '../../local-aws/clock.ts';
import { createLocalAws, type LocalAws } from '../../local-aws/index.ts';
import type { DockerCall, Scenario } from '../packages/ecr/fake-docker.ts';
import { compileCache } from '../support/compile-cache.ts';
import { runBundle } from '../support/run-bundle.ts';
import type { ProgramEnd, ProgramOptions } from '../support/run-program.ts';

/** A checkout, a `docker` that plays a scenario, and an ECR with the repositories `api` and `web`: all of one test. */
export interface Workshop {
  readonly ecr: LocalAws['ecr'];
  readonly faults: LocalAws['faults'];
  play(scenario: Scenario): void;
  /** Writes a file of the checkout. */
  write(path: string, content: string): void;
  /** Starts the bundle as a runner does; without `aws` no credentials and no region are there. */
  run(inputs: Readonly<Record<string, string>>, options?: { aws?: false } & ProgramOptions): Promise<ProgramEnd>;
  calls(): readonly DockerCall[];
  /** Calls that AWS got. */
  asked(): readonly string[];
  /** Resolves to the processes of a build that hangs, once there is one. */
  hanging(): Promise<readonly number[]>;
  /** Tags of a repository, in order. */
  tags(repository: string): readonly string[];
  /** What the runs have left in the folder for temporary files, beside their reports. */
  left(): readonly string[];
  close(): Promise<void>;
}

const program = fileURLToPath(new URL('../packages/ecr/fake-docker.ts', import.meta.url));

export async function openWorkshop(): Promise<Workshop> {
  const root = mkdtempSync(join(tmpdir(), 'workshop-'));
  const folder = (name: string) => {
    mkdirSync(join(root, name));
    return join(root, name);
  };
  const [bin, fake, checkout, temp] = [folder('bin'), folder('fake'), folder('checkout'), folder('temp')];
  const node = `NODE_COMPILE_CACHE="${compileCache}" exec "${process.execPath}" --disable-warning=ExperimentalWarning`;
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\n${node} "${program}" "$@"\n`);
  chmodSync(join(bin, 'docker'), 0o755);
  const aws = createLocalAws({ clock: realClock(1), account: '123456789012', region: 'eu-west-1' });
  for (const name of ['api', 'web']) aws.ecr.createRepository(name);
  const listening = await aws.listen();
  const read = (name: string) => (existsSync(join(fake, name)) ? readFileSync(join(fake, name), 'utf8') : '');
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), content);
  };
  write('Dockerfile', 'FROM scratch\nCOPY app /app\nRUN npm ci\n');
  write('app', 'hello');
  const account = {
    AWS_ENDPOINT_URL: listening.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDTEST',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-test',
  };
  return {
    ecr: aws.ecr,
    faults: aws.faults,
    play: (scenario) => writeFileSync(join(fake, 'scenario.json'), JSON.stringify(scenario)),
    write,
    run: (inputs, { aws: hasAws, env, ...options } = {}) =>
      runBundle('build-push-ecr', {
        inputs,
        env: {
          ...(hasAws === false ? {} : account),
          AWS_EC2_METADATA_DISABLED: 'true',
          PATH: `${bin}:${process.env.PATH}`,
          RUNNER_TEMP: temp,
          GITHUB_WORKSPACE: checkout,
          FAKE_DOCKER: fake,
          FAKE_DOCKER_AWS: listening.url,
          ...env,
        },
        ...options,
      }),
    calls: () =>
      read('calls.jsonl')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    asked: () => aws.calls.map(({ operation }) => operation),
    hanging: async () => {
      const look = async () => read('pids') || undefined;
      const { signal } = new AbortController();
      const seen = await until(look, { clock: systemClock, signal, pauseMs: () => 20, budgetMs: 20_000 });
      if (seen.kind === 'out-of-time') throw new Error('no build began');
      return seen.value.split(' ').map(Number);
    },
    tags: (name) =>
      [...(aws.ecr.registry.get(name)?.images.values() ?? [])].flatMap(({ tags }) => [...tags]).toSorted(),
    left: () => readdirSync(temp).filter((name) => !name.startsWith('build-push-ecr-')),
    async close() {
      await listening.close();
      await aws.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
