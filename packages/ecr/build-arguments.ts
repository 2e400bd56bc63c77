import { join } from 'node:path';
import type { BuildOrder, BuildPolicy, Texts } from './build-order.ts';
import type { Builder } from './choose-builder.ts';

export interface BuildPlan {
  readonly order: BuildOrder;
  readonly policy: BuildPolicy;
  readonly builder: Builder;
  /** Full references, `host/name:tag`. */
  readonly references: readonly string[];
  readonly labels: Texts;
  /** `--cache-from …`, `--cache-to …`. */
  readonly cache: readonly string[];
  /** A folder of this image with a file a secret. */
  readonly folder: string;
}

/** Where buildx writes what it made. */
export const metadataFile = ({ folder }: BuildPlan): string => join(folder, 'metadata.json');
export const secretFile = ({ folder }: Pick<BuildPlan, 'folder'>, id: string): string => join(folder, `secret-${id}`);

/** The arguments of docker that build an image; with buildx they push it, too. */
export function buildArguments(plan: BuildPlan): readonly string[] {
  const { order, policy, builder } = plan;
  const common = [
    ...['--progress', 'plain'],
    ...['--file', order.file],
    ...(order.target === undefined ? [] : ['--target', order.target]),
    ...(order.platforms.length === 0 ? [] : ['--platform', order.platforms.join(',')]),
    ...each('--build-arg', order.buildArgs),
    ...each('--label', plan.labels),
    ...(policy.noCache ? ['--no-cache'] : []),
    ...(policy.pull ? ['--pull'] : []),
    ...Object.keys(policy.secrets).flatMap((id) => ['--secret', `id=${id},src=${secretFile(plan, id)}`]),
    ...policy.ssh.flatMap((one) => ['--ssh', one]),
    ...plan.references.flatMap((reference) => ['--tag', reference]),
  ];
  if (builder.kind === 'buildx') {
    return ['buildx', 'build', ...ofBuildx(plan), ...common, order.context];
  }
  // The builder without BuildKit knows no --progress.
  const known = builder.kind === 'classic' ? common.slice(2) : common;
  return ['build', ...known, ...(builder.kind === 'buildkit' ? plainCaches(policy) : []), order.context];
}

function ofBuildx(plan: BuildPlan): readonly string[] {
  const { order, policy } = plan;
  return [
    ...(policy.builder === undefined ? [] : ['--builder', policy.builder]),
    ...each('--build-context', order.buildContexts),
    // What buildx does without these depends on its driver.
    ...[`--provenance=${policy.provenance}`, `--sbom=${policy.sbom}`],
    ...['--metadata-file', metadataFile(plan)],
    ...plan.cache,
    ...(policy.push ? ['--push'] : []),
  ];
}

/** `docker build` without buildx takes a bare reference only. */
const plainCaches = ({ cacheFrom }: BuildPolicy): readonly string[] =>
  cacheFrom.filter((from) => !from.includes('=')).flatMap((from) => ['--cache-from', from]);

const each = (name: string, texts: Texts): readonly string[] =>
  Object.entries(texts).flatMap(([key, value]) => [name, `${key}=${value}`]);
