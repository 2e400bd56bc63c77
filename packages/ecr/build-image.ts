import { join } from 'node:path';
import type { ReportBuild } from '#report/deployment-report';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { BuildOrder, BuildPolicy, Texts } from './build-order.ts';
import { cacheOptions } from './cache-options.ts';
import type { Builder } from './choose-builder.ts';
import { type Choice, chooseImage } from './choose-image.ts';
import { immutable } from './explain-push.ts';
import type { FoundImage } from './find-images.ts';
import { gateScan } from './gate-scan.ts';
import { hashInputs, type InputsHash } from './hash-inputs.ts';
import { type Age, labelsOf } from './image-labels.ts';
import { moveTags } from './move-tags.ts';
import type { Docker } from './open-docker.ts';
import { proveImage } from './prove-image.ts';
import { putTag } from './put-tag.ts';
import type { Repository } from './repository.ts';
import { resolveBases } from './resolve-bases.ts';
import { runBuild } from './run-build.ts';

/** What all images of a run are built with. */
export interface Workshop {
  readonly host: Host;
  readonly policy: BuildPolicy;
  readonly docker: Docker;
  readonly builder: Builder;
  /** By key; empty when nothing is pushed. */
  readonly repositories: ReadonlyMap<string, Repository>;
  /** Root of the checkout. */
  readonly folder: string;
  readonly age: Age;
  /** Given each line that docker prints for an image. */
  readonly onLine: (key: string, line: string) => void;
}

/**
 * One image, from its inputs to its tags: reused or built and pushed, proven, scanned, and only then tagged as the newest.
 * Returns its row, `succeeded` or `unchanged`. Throws `build-failed`, `push-denied`, `tag-immutable`,
 * `image-inputs-differ`, `scan-blocked`, `deadline-exceeded`, `AwsError`; the reason of the signal.
 */
export async function buildImage(order: BuildOrder, shop: Workshop): Promise<ReportBuild> {
  const repository = shop.repositories.get(order.key);
  const [tag = ''] = shop.policy.tags;
  if (repository === undefined) {
    await runBuild(runOf(order, shop, undefined, order.labels));
    return { key: order.key, name: order.repository, verdict: 'succeeded', tag, reused: false };
  }
  const inputs = await readInputs(order, shop);
  const made = await make(order, shop, repository, inputs);
  const { image } = made;
  const notes = [...made.notes];
  const { scan } = shop.policy;
  if (scan !== undefined) {
    notes.push(...(await gateScan({ order, repository, image, severity: scan }, shop.host)));
  }
  const { moved, notes: told } = await moveTags(repository, made, shop.policy.movingTags, shop.host);
  return {
    key: order.key,
    name: repository.name,
    verdict: made.reused && !made.tagged && moved.length === 0 ? 'unchanged' : 'succeeded',
    image: `${repository.uri}@${image.digest}`,
    tag,
    digest: image.digest,
    reused: made.reused,
    notes: [...notes, ...told],
  };
}

interface Inputs {
  readonly inputs: InputsHash;
  readonly bases: Texts;
}

/** With `pull` a newer base image is a different input; without it a re-run of a commit stays what it was. */
async function readInputs(order: BuildOrder, { policy, builder, docker }: Workshop): Promise<Inputs> {
  const bases = await resolveBases(order, builder, docker);
  return { inputs: await hashInputs(order, policy, policy.pull ? bases : {}), bases };
}

interface Made {
  readonly image: FoundImage;
  readonly age: Age;
  readonly reused: boolean;
  /** A tag was put on an image that was there already. */
  readonly tagged: boolean;
  readonly notes: readonly string[];
}

async function make(order: BuildOrder, shop: Workshop, repository: Repository, known: Inputs): Promise<Made> {
  const wanted = { policy: shop.policy, ...known };
  const choice = await chooseImage(wanted, repository, shop.host);
  if (choice.kind === 'reuse') return reuse(repository, choice);
  try {
    return { ...(await build(order, shop, repository, known)), notes: choice.notes };
  } catch (error) {
    if (!(error instanceof Failure) || error.diagnosis.code !== 'tag-immutable') throw error;
    // Another run may have pushed the same meanwhile.
    const again = await chooseImage(wanted, repository, shop.host);
    if (again.kind === 'build') throw error;
    return reuse(repository, again);
  }
}

async function build(order: BuildOrder, shop: Workshop, repository: Repository, known: Inputs) {
  const { run } = shop.host;
  const source = sourceOf(run.repository, run.runUrl);
  const labels = labelsOf(order.labels, { ...known, age: shop.age, source });
  const digest = await runBuild(runOf(order, shop, repository, labels));
  const image = await proveImage(repository, digest, shop.policy.tags, shop.host);
  return { image, age: shop.age, reused: false, tagged: false };
}

function runOf(order: BuildOrder, shop: Workshop, repository: Repository | undefined, labels: Texts) {
  const { policy, builder, docker, host } = shop;
  const name = repository?.uri ?? order.repository;
  const cache = cacheOptions(order, policy, repository, host.env);
  for (const warning of cache.warnings) host.report.warn(warning);
  return {
    docker,
    repository,
    folder: shop.folder,
    onLine: (line: string) => shop.onLine(order.key, line),
    warn: (text: string) => host.report.warn(text),
    wrote: () => host.report.wrote(),
    plan: {
      order,
      policy,
      builder,
      references: name === '' ? [] : policy.tags.map((tag) => `${name}:${tag}`),
      labels,
      cache: cache.args,
      folder: join(docker.folder, order.key.replace(/[^\w.-]/g, '-')),
    },
  };
}

/** Tags that are not on a reused image yet are put on it by the registry. */
async function reuse(repository: Repository, choice: Extract<Choice, { kind: 'reuse' }>): Promise<Made> {
  const { image, age, missing, notes } = choice;
  for (const tag of missing) {
    if ((await putTag(repository, image, tag)) === 'put') continue;
    throw new Failure(immutable(repository, tag, `is on another image than ${image.digest} and may not move`, []));
  }
  return { image, age, reused: true, tagged: missing.length > 0, notes };
}

const sourceOf = (repository: string | undefined, runUrl: string | undefined): string | undefined =>
  repository === undefined || !URL.canParse(runUrl ?? '') ? undefined : `${new URL(runUrl ?? '').origin}/${repository}`;
