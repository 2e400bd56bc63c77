import { runBundle } from '../../__tests__/support/run-bundle.ts';
import type { ProgramEnd } from '../../__tests__/support/run-program.ts';
import type { Version } from './build-image.ts';
import { cluster, imageOf, service } from './seed.ts';
import type { Stage } from './stage.ts';

/** How the deployment of one version ended, as its job shows it. */
export interface ActEnd {
  readonly version: Version;
  readonly green: boolean;
  readonly verdict: string;
  /** The reason code; empty when green. */
  readonly reason: string;
  readonly summary: string;
  readonly log: string;
  readonly seconds: number;
}

/** Deploys a version as a runner would run the step of examples/hello-service: the released bundle, its inputs, its files. */
export async function deploy(stage: Stage, version: Version, run: number, dist?: string): Promise<ActEnd> {
  const end = await runBundle('deploy-ecs', {
    inputs: {
      'aws-region': stage.env.AWS_REGION ?? '',
      environment: 'production',
      cluster,
      service,
      image: imageOf(version),
      migrations: JSON.stringify([
        {
          name: 'hello',
          service,
          command: 'node migrate.js up',
          'schema-version-command': 'node migrate.js current',
        },
      ]),
      'health-checks': JSON.stringify([
        {
          url: `${stage.url}/health`,
          'expect-json': { '/status': 'ok' },
          'expect-version': { pointer: '/version' },
        },
      ]),
    },
    env: {
      ...stage.env,
      GITHUB_REPOSITORY: 'acme/hello-service',
      GITHUB_SHA: version.commit,
      GITHUB_RUN_ID: String(run),
    },
    ...(dist === undefined ? {} : { dist }),
    timeoutMs: 120_000,
    onOutput: printer(),
  });
  return { version, ...told(end) };
}

function told(end: ProgramEnd): Omit<ActEnd, 'version'> {
  return {
    green: end.exitCode === 0,
    verdict: end.outputs.verdict ?? 'none',
    reason: end.outputs['reason-code'] ?? '',
    summary: end.summary,
    log: `${end.stdout}${end.stderr}`,
    seconds: end.tookMs / 1000,
  };
}

/** Shows a job's lines as a runner's log shows them: commands that only the runner reads are left out. */
function printer(): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (/^::(add-mask|debug|endgroup|stop-commands)/.test(line)) continue;
      const shown = line.replace(/^::group::/, '▸ ').replace(/^::(error|warning|notice)[^:]*::/, '$1: ');
      console.log(`  ${shown.replaceAll('%0A', '\n    ').replaceAll('%25', '%')}`);
    }
  };
}
