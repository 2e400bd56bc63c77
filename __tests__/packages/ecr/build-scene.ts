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
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HttpPort, HttpRequest } from '#base/network';
import type { DeploymentReport, ReportBuild } from '#report/deployment-report';
import { diagnosisOf, Failure } from '#report/failure';
import type { RunFacts } from '#report/write-report';
import { readInputs } from '#runner/read-inputs';
import { main } from '../../../actions/build-push-ecr/main.ts';
import { spec } from '../../../actions/build-push-ecr/spec.ts';
import { virtualAccount } from '../../local-aws/rds/virtual-account.ts';
import { compileCache } from '../../support/compile-cache.ts';
import { type InProcessHost, inProcessHost } from '../../support/host.ts';
import type { DockerCall, Scenario } from './fake-docker.ts';

export const commit = '9f3c2ab1d4e5f60718293a4b5c6d7e8f90a1b2c3';
export const registryHost = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

export interface BuildRunOptions {
  readonly run?: Partial<RunFacts>;
  readonly env?: Readonly<Record<string, string>>;
  /** In place of the scene's own way to AWS; docker goes its own way. */
  readonly aws?: object;
  /** Called with the host before the run begins. */
  readonly before?: (host: InProcessHost) => void;
}

export interface BuildRan {
  readonly host: InProcessHost;
  readonly report: DeploymentReport;
  readonly outputs: Readonly<Record<string, string>>;
  readonly rows: readonly ReportBuild[];
}

/** A checkout with one Dockerfile, a `docker` that plays a scenario, and an ECR with the repository `api`. */
export async function openBuildScene() {
  const root = mkdtempSync(join(tmpdir(), 'build-scene-'));
  const [bin, fake, workspace, home, temp] = ['bin', 'fake', 'workspace', 'home', 'temp'].map((name) => {
    mkdirSync(join(root, name));
    return join(root, name);
  }) as [string, string, string, string, string];
  const program = fileURLToPath(new URL('fake-docker.ts', import.meta.url));
  const script = `#!/bin/sh\nNODE_COMPILE_CACHE="${compileCache}" exec "${process.execPath}" --disable-warning=ExperimentalWarning "${program}" "$@"\n`;
  writeFileSync(join(bin, 'docker'), script);
  chmodSync(join(bin, 'docker'), 0o755);
  const aws = virtualAccount();
  aws.ecr.createRepository('api');
  const listening = await aws.listen();
  const requests: HttpRequest[] = [];
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: home,
    RUNNER_TEMP: temp,
    GITHUB_WORKSPACE: workspace,
    GITHUB_RUN_ID: '777',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDTEST',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-test',
    FAKE_DOCKER: fake,
    FAKE_DOCKER_AWS: listening.url,
  };
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), content);
  };
  write('Dockerfile', 'FROM scratch\nCOPY app /app\nRUN npm ci\n');
  write('app', 'hello');
  const calls = (): readonly DockerCall[] =>
    existsSync(join(fake, 'calls.jsonl'))
      ? readFileSync(join(fake, 'calls.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
  const newHost = (options: BuildRunOptions) =>
    inProcessHost(aws.clock, {
      env: { ...env, ...options.env },
      network: { aws: options.aws ?? aws.settings.requestHandler, http: blobs(fake, requests) },
      run: { action: 'build-push-ecr', commit, ...options.run },
    });
  return {
    aws,
    ecr: aws.ecr,
    clock: aws.clock,
    faults: aws.faults,
    home,
    fake,
    workspace,
    requests,
    write,
    calls,
    /** Calls that build. */
    builds: () => calls().filter(({ argv }) => argv[0] === 'build' || argv[1] === 'build'),
    /** What is left in the folder for files of the run. */
    left: () => readdirSync(temp),
    play(scenario: Scenario) {
      writeFileSync(join(fake, 'scenario.json'), JSON.stringify(scenario));
      for (const name of readdirSync(fake)) if (name.startsWith('used-')) rmSync(join(fake, name));
    },
    async run(inputs: Readonly<Record<string, string>>, options: BuildRunOptions = {}): Promise<BuildRan> {
      const host = newHost(options);
      options.before?.(host);
      const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
      try {
        const { report, outputs } = await main(await readInputs(spec, Object.fromEntries(variables)), host);
        return { host, report, outputs, rows: report.builds ?? [] };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const diagnosis = diagnosisOf(error, basename(root));
        const report = host.report.finish({ verdict: error.verdict, changed: false, diagnosis });
        return { host, report, outputs: {}, rows: [] };
      }
    },
    async close() {
      await listening.close();
      await aws.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export type BuildScene = Awaited<ReturnType<typeof openBuildScene>>;

/** The registry's blobs: it answers with an address elsewhere, as ECR does, which takes no password. */
const blobs =
  (fake: string, requests: HttpRequest[]): HttpPort =>
  async (request) => {
    requests.push(request);
    const answer = { kind: 'answered', headers: {}, body: '', tookMs: 1 } as const;
    const path = join(fake, 'blobs', request.url.pathname.split('/').at(-1) ?? '');
    if (!existsSync(path)) return { ...answer, status: 404 };
    if (request.url.host !== registryHost) {
      return request.headers.authorization === undefined
        ? { ...answer, status: 200, body: readFileSync(path, 'utf8') }
        : { ...answer, status: 400 };
    }
    if (!request.headers.authorization?.startsWith('Basic ')) return { ...answer, status: 401 };
    return { ...answer, status: 307, headers: { location: `https://layers.example${request.url.pathname}` } };
  };
