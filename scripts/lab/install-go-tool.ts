import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changeSource, type SourceChange } from './change-source.ts';
import { installTool } from './install-tool.ts';
import { LabError } from './lab-error.ts';
import { type LabPlan, logOf } from './plan-lab.ts';
import { runCommand } from './run-command.ts';

/** `go install` takes a tool whose module is plain; the others are packages of the module in docker-tools/, which pins them all. */
export interface GoTool {
  readonly name: string;
  readonly version: string;
  /** Import paths and the program that each becomes. */
  readonly packages: Readonly<Record<string, string>>;
  readonly from: 'its own module' | 'docker-tools';
  /** A variable that the linker sets to the version. */
  readonly versionIn?: string;
  readonly tags?: string;
  readonly change?: SourceChange;
}

export const goTools = {
  actionlint: {
    name: 'actionlint',
    version: '1.7.12',
    packages: { 'github.com/rhysd/actionlint/cmd/actionlint': 'actionlint' },
    from: 'its own module',
  },
  act: {
    name: 'act',
    version: '0.2.89',
    packages: { 'github.com/nektos/act': 'act' },
    from: 'its own module',
    versionIn: 'main.version',
    // GitHub has `environment: { deployment: false }`, which the starters use; act's list of keys does not have it yet.
    change: {
      module: 'github.com/nektos/act',
      file: 'pkg/schema/workflow_schema.json',
      from: '"type": "job-environment-name",\n            "required": true\n          },\n',
      to: '"type": "job-environment-name",\n            "required": true\n          },\n          "deployment": "boolean",\n',
    },
  },
  // Debian's client is older than those of GitHub's runners, for which `docker build` is buildx.
  docker: {
    name: 'docker',
    version: '28.4.0',
    packages: { 'github.com/docker/cli/cmd/docker': 'docker' },
    from: 'docker-tools',
    versionIn: 'github.com/docker/cli/cli/version.Version',
  },
  buildx: {
    name: 'buildx',
    version: '0.29.1',
    packages: { 'github.com/docker/buildx/cmd/buildx': 'docker-buildx' },
    from: 'docker-tools',
    versionIn: 'github.com/docker/buildx/version.Version',
  },
  buildkit: {
    name: 'buildkit',
    version: '0.25.0',
    packages: {
      'github.com/moby/buildkit/cmd/buildkitd': 'buildkitd',
      'github.com/moby/buildkit/cmd/buildctl': 'buildctl',
    },
    from: 'docker-tools',
    versionIn: 'github.com/moby/buildkit/version.Version',
    tags: 'netgo osusergo',
  },
} as const satisfies Readonly<Record<string, GoTool>>;

const dockerTools = fileURLToPath(new URL('docker-tools', import.meta.url));
let turn: Promise<unknown> = Promise.resolve();

/** One build after the other: each takes all cores. */
export function installGoTool(plan: LabPlan, tool: GoTool): Promise<string> {
  const mine = turn.then(() => build(plan, tool));
  turn = mine.catch(() => {});
  return mine;
}

async function build(plan: LabPlan, tool: GoTool): Promise<string> {
  const { name, version, packages, from, versionIn, tags, change } = tool;
  const did = await installTool(plan, {
    folder: `${name}-${version}${change === undefined ? '' : '-changed'}`,
    programs: Object.values(packages).map((program) => `bin/${program}`),
    make: async (folder) => {
      needGo(name);
      const bin = join(folder, 'bin');
      mkdirSync(bin, { recursive: true });
      const set =
        versionIn === undefined
          ? ''
          : ` -X ${versionIn}=${name === 'buildx' || name === 'buildkit' ? 'v' : ''}${version}`;
      const flags = ['-trimpath', '-ldflags', `-s -w${set}`, ...(tags === undefined ? [] : ['-tags', tags])];
      const options = { cwd: dockerTools, log: logOf(plan, name), env: goEnvironment(plan, bin) };
      const source = join(folder, 'source');
      if (change !== undefined) await changeSource(source, version, change, options);
      for (const [path, program] of Object.entries(packages)) {
        const build = ['build', ...flags, '-o', join(bin, program), path];
        if (change !== undefined) await runCommand('go', build, { ...options, cwd: source });
        else if (from === 'docker-tools') await runCommand('go', build, options);
        else await runCommand('go', ['install', ...flags, `${path}@v${version}`], options);
      }
      rmSync(source, { recursive: true, force: true });
    },
  });
  return `${version} ${did}`;
}

function needGo(name: string): void {
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (go.error) throw new LabError(`${name} is built by Go, which is not on PATH: install Go 1.24 or newer`);
}

/** Caches of the lab, not the user's: they grow to 4 GB, and are deleted when all is built. */
function goEnvironment(plan: LabPlan, bin: string): Record<string, string> {
  const at = (folder: string) => join(plan.cache, 'go', folder);
  return {
    GOPATH: at('path'),
    GOCACHE: at('build'),
    GOMODCACHE: at('mod'),
    GOFLAGS: '-modcacherw -buildvcs=false',
    GOBIN: bin,
    CGO_ENABLED: '0',
  };
}

/** Deletes what Go downloaded and compiled on the way. */
export async function clearGoCaches(plan: LabPlan): Promise<string> {
  const folder = join(plan.cache, 'go');
  if (!existsSync(folder)) return 'are gone';
  rmSync(folder, { recursive: true, force: true });
  return 'deleted';
}
