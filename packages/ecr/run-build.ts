import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import { type BuildPlan, buildArguments, metadataFile, secretFile } from './build-arguments.ts';
import { explainBuild } from './explain-build.ts';
import { explainPush, immutable, type Trouble, troubleOf } from './explain-push.ts';
import type { Docker } from './open-docker.ts';
import type { Repository } from './repository.ts';

export interface BuildRun {
  readonly docker: Docker;
  readonly plan: BuildPlan;
  /** Absent: nothing is pushed. */
  readonly repository: Repository | undefined;
  /** Root of the checkout. */
  readonly folder: string;
  readonly onLine: (line: string) => void;
  readonly warn: (text: string) => void;
  /** Told when something was pushed, or may have been. */
  readonly wrote: () => void;
}

/** How often a push is tried again whose connection broke: the layers that arrived are there. */
const mostTries = 3;

/**
 * Builds an image and pushes it under the references of its plan. Returns the digest that was pushed, `''` when nothing
 * was. A cache that fails is left out and the build goes on. Throws `build-failed`, `push-denied`, `tag-immutable`; the
 * reason of the signal, after docker and all that it started have ended.
 */
export async function runBuild(run: BuildRun): Promise<string> {
  const { plan, repository } = run;
  await mkdir(plan.folder, { recursive: true, mode: 0o700 });
  for (const [id, value] of Object.entries(plan.policy.secrets)) {
    await writeFile(secretFile(plan, id), value, { mode: 0o600 });
  }
  if (plan.builder.kind === 'buildx') {
    // The provenance would be worked out a second time, for a file that is read for its digest only.
    const env = { BUILDX_METADATA_PROVENANCE: 'disabled' };
    await tried(run, (cache) => buildArguments({ ...plan, cache }), { env, pushes: repository !== undefined });
    return repository === undefined ? '' : digestOf(await readFile(metadataFile(plan), 'utf8'), run);
  }
  const env = { DOCKER_BUILDKIT: plan.builder.kind === 'buildkit' ? '1' : '0' };
  await tried(run, () => buildArguments(plan), { env, pushes: false });
  if (repository === undefined) return '';
  let digest = '';
  for (const reference of plan.references) {
    const lines = await tried(run, () => ['push', reference], { env: {}, pushes: true });
    digest = pushedDigest(lines) ?? digest;
  }
  return digest === '' ? lost(run) : digest;
}

/** Runs docker until it succeeds, or fails in a way that another try does not mend. Returns what it printed. */
async function tried(
  run: BuildRun,
  args: (cache: readonly string[]) => readonly string[],
  { env, pushes }: { readonly env: Readonly<Record<string, string>>; readonly pushes: boolean },
): Promise<readonly string[]> {
  let { cache } = run.plan;
  for (let tries = 1; ; tries++) {
    const lines: string[] = [];
    const keep = (line: string) => {
      lines.push(line);
      run.onLine(line);
    };
    const end = await run.docker.run(args(cache), { onLine: keep, env }).catch((error: unknown) => {
      if (pushes && hasBegunToPush(lines)) run.wrote();
      throw error;
    });
    const trouble = end.exitCode === 0 ? undefined : troubleOf(lines);
    if (pushes && (trouble === undefined || trouble === 'connection')) run.wrote();
    if (trouble === undefined) return lines;
    if (trouble === 'cache' && cache.length > 0) {
      run.warn(`${run.plan.order.key}: built without the cache, which failed: ${lines.at(-1) ?? ''}`);
      cache = [];
    } else if (trouble !== 'connection' || tries >= mostTries) throw await explained(run, trouble, lines, end.exitCode);
  }
}

/** BuildKit says `#9 pushing layers`, the engine `The push refers to repository`. */
const hasBegunToPush = (lines: readonly string[]): boolean =>
  lines.some((line) => /\bpushing (?:layers|manifest)|^The push refers to/.test(line));

async function explained(run: BuildRun, trouble: Trouble, lines: readonly string[], exitCode: number | null) {
  const { plan, repository, folder } = run;
  const { order } = plan;
  if (repository !== undefined && trouble === 'immutable') {
    const said = lines.filter((line) => line.trim() !== '').slice(-3);
    const tag = plan.policy.tags[0] ?? '';
    return new Failure(immutable(repository, tag, 'exists already and may not be replaced', said));
  }
  if (repository !== undefined && (trouble === 'refused' || trouble === 'connection')) {
    return new Failure(explainPush(repository, lines));
  }
  const source = await readFile(order.file, 'utf8').catch(() => '');
  return new Failure(explainBuild({ order, lines, exitCode, source, folder }));
}

/** https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file */
function digestOf(metadata: string, run: BuildRun): string {
  const { 'containerimage.digest': digest } = JSON.parse(metadata) as { 'containerimage.digest'?: string };
  return digest ?? lost(run);
}

/** `latest: digest: sha256:… size: 527` */
const pushedDigest = (lines: readonly string[]): string | undefined =>
  lines
    .map((line) => /\bdigest: (sha256:[0-9a-f]{64}) size: \d+/.exec(line)?.[1])
    .findLast((found) => found !== undefined);

function lost({ plan }: BuildRun): never {
  throw new Failure(
    diagnosis('build-failed', {
      what: `${plan.order.key}: docker does not say under which digest the image was pushed`,
      where: `image ${plan.order.key}`,
      evidence: plan.references,
      fix: `Update docker or its buildx plugin on this runner (image ${plan.order.key}); without a digest nothing can be proven.`,
    }),
  );
}
