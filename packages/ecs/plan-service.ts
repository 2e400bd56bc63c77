import { isDeepStrictEqual } from 'node:util';
import type { Aws } from '#aws/client';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { PlanView } from '#rollout/platform';
import { sameDefinition } from './canonical-definition.ts';
import { changeDefinition, type DefinitionPatch } from './change-definition.ts';
import { chooseContainer } from './choose-container.ts';
import type { Ecs } from './client.ts';
import { diffDefinition } from './diff-definition.ts';
import { parseImage } from './image-reference.ts';
import type { LiveService } from './read-live.ts';
import { lookForTaskDefinition, readTaskDefinition } from './read-task-definition.ts';
import { requireImage, resolveImage } from './resolve-image.ts';
import type { ServiceChange } from './service-change.ts';
import { hasFailed, primaryOf } from './service-facts.ts';
import { type Definition, type Revision, registrable } from './task-definition.ts';
import type { Settings } from './undo.ts';
import { viewRevision } from './view-revision.ts';

export interface ServicePlan extends PlanView {
  readonly change: ServiceChange;
  readonly live: LiveService;
  readonly target:
    | { readonly kind: 'register'; readonly definition: Definition }
    | { readonly kind: 'reuse'; readonly revision: Revision };
  /** What UpdateService will be sent besides the task definition. */
  readonly settings: Settings;
  /** The tag that the image was named by. */
  readonly imageTag?: string;
}

/** 64 KiB, in bytes of JSON (ECS quotas: task definition size). */
const largest = 64 * 1024;

/**
 * What a change means for the service as it is. Reads only. Throws `image-not-found`, `invalid-input`, `not-found`.
 */
export async function planService(ecs: Ecs, aws: Aws, change: ServiceChange, live: LiveService): Promise<ServicePlan> {
  const wanted = await wantedDefinition(ecs, aws, change, live);
  const target = wanted.kind === 'registered' ? wanted.revision : await reusable(ecs, wanted.definition, live);
  const definition = wanted.kind === 'registered' ? wanted.revision.definition : wanted.definition;
  const settings = changedSettings(change, live);
  const changes = [
    ...diffDefinition(live.revision.definition, definition),
    ...describeSettings(settings, live),
    ...(target !== undefined && target.arn !== live.revision.arn
      ? [`revision ${live.revision.label} → ${target.label}`]
      : []),
  ];
  return {
    row: change.row,
    place: change.place,
    change,
    live,
    changes,
    settings,
    unchanged: target !== undefined && serves(target, live) && Object.keys(settings).length === 0,
    target: target === undefined ? { kind: 'register', definition } : { kind: 'reuse', revision: target },
    warnings: wanted.warnings,
    ...(target === undefined ? {} : { to: viewRevision(target) }),
    ...(wanted.imageTag === undefined ? {} : { imageTag: wanted.imageTag }),
  };
}

type Wanted = { readonly warnings: readonly string[]; readonly imageTag?: string } & (
  | { readonly kind: 'registered'; readonly revision: Revision }
  | { readonly kind: 'definition'; readonly definition: Definition }
);

async function wantedDefinition(ecs: Ecs, aws: Aws, change: ServiceChange, live: LiveService): Promise<Wanted> {
  const { source } = change;
  if (source.kind === 'registered') return registered(ecs, aws, source.name);
  const base = source.kind === 'file' ? source.definition : live.revision.definition;
  const image = await wantedImage(aws, change, base);
  const patch: DefinitionPatch = { ...change.patch, ...(image === undefined ? {} : { image: image.image }) };
  const definition = changeDefinition(base, patch);
  requireSize(definition);
  const { warning, tag } = image ?? {};
  return {
    kind: 'definition',
    definition,
    warnings: warning === undefined ? [] : [warning],
    ...(tag === undefined ? {} : { imageTag: tag }),
  };
}

/** A registered revision as it is; images that ECR certainly does not have are worth a word. */
async function registered(ecs: Ecs, aws: Aws, name: string): Promise<Wanted> {
  const revision = await readTaskDefinition(ecs, name);
  if (!revision.active) {
    throw new Failure(
      diagnosis('invalid-input', {
        what: `the task definition ${revision.label} is not ACTIVE: ECS starts nothing new of it`,
        where: `task definition ${revision.label}`,
        evidence: [`status: ${String(revision.definition.status)}`],
        fix: `Name an ACTIVE revision, or register ${revision.label} again.`,
      }),
    );
  }
  const images = [...new Set(revision.definition.containerDefinitions.map(({ image }) => image))];
  const resolved = await Promise.all(images.map((image) => resolveImage(aws, image)));
  const warnings = resolved.flatMap((found) =>
    found.kind === 'missing' ? [`${found.image} is not in ECR: ${found.said}`] : [],
  );
  return { kind: 'registered', revision, warnings };
}

async function wantedImage(
  aws: Aws,
  { image, patch, row }: ServiceChange,
  base: Definition,
): Promise<{ image: string; tag?: string; warning?: string } | undefined> {
  if (image === undefined) return undefined;
  const reference = image.kind === 'reference' ? image.reference : undefined;
  const container = chooseContainer(base, patch.containerName, reference);
  const wanted = reference ?? `${parseImage(container.image).name}:${image.kind === 'tag' ? image.tag : ''}`;
  const found = await requireImage(aws, wanted, `service ${row}, container ${container.name}`);
  if (found.kind === 'resolved') return found;
  const { tag } = parseImage(wanted);
  const same = found.warning === undefined && wanted === container.image && parseImage(wanted).digest === undefined;
  const warning = same ? `${wanted} runs already; whether its tag was moved cannot be told here` : found.warning;
  return { image: found.image, ...(tag === undefined ? {} : { tag }), ...(warning === undefined ? {} : { warning }) };
}

function requireSize(definition: Definition): void {
  const bytes = Buffer.byteLength(JSON.stringify(definition));
  if (bytes <= largest) return;
  throw new Failure(
    diagnosis('invalid-input', {
      what: `the task definition ${definition.family} would have ${bytes} bytes; AWS takes ${largest}`,
      where: `task definition ${definition.family}`,
      evidence: [`${bytes} bytes as JSON`],
      fix: 'Move long environment variables to a parameter, a secret or an environment file.',
    }),
  );
}

/** A revision that says the same already: the one that serves, else the newest of the family. */
async function reusable(ecs: Ecs, wanted: Definition, live: LiveService): Promise<Revision | undefined> {
  const { revision } = live;
  const sameFamily = revision.definition.family === wanted.family;
  const newest = sameFamily ? live.newest : await lookForTaskDefinition(ecs, wanted.family);
  return [revision, newest].find(
    (known) => known?.active && known.definition.family === wanted.family && sameDefinition(known.definition, wanted),
  );
}

/** Whether the service wants this revision and has it. */
function serves(revision: Revision, live: LiveService): boolean {
  const primary = primaryOf(live.facts);
  return live.busy === undefined && primary?.taskDefinition === revision.arn && !hasFailed(primary);
}

function changedSettings(change: ServiceChange, { facts }: LiveService): Settings {
  const { desiredCount, deploymentConfiguration, propagateTags, force } = change;
  const count = facts.schedulingStrategy === 'DAEMON' ? undefined : desiredCount;
  return {
    ...(count === undefined || count === facts.desiredCount ? {} : { desiredCount: count }),
    ...(deploymentConfiguration === undefined || holds(facts.deploymentConfiguration, deploymentConfiguration)
      ? {}
      : { deploymentConfiguration }),
    ...(propagateTags === undefined || propagateTags === (facts.propagateTags ?? 'NONE') ? {} : { propagateTags }),
    ...(force ? { forceNewDeployment: true } : {}),
  };
}

/** Whether `value` has everything that `wanted` says; members that `wanted` does not name do not count. */
function holds(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return isDeepStrictEqual(value, wanted);
  if (typeof value !== 'object' || value === null) return false;
  const held = value as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).every(([member, part]) => holds(held[member], part));
}

function describeSettings(settings: Settings, { facts }: LiveService): readonly string[] {
  const { desiredCount, deploymentConfiguration, propagateTags, forceNewDeployment } = settings;
  return [
    ...(desiredCount === undefined ? [] : [`service desired count ${facts.desiredCount} → ${desiredCount}`]),
    ...(deploymentConfiguration === undefined
      ? []
      : [`service deployment configuration ${JSON.stringify(deploymentConfiguration)}`]),
    ...(propagateTags === undefined
      ? []
      : [`service propagate tags ${facts.propagateTags ?? 'NONE'} → ${propagateTags}`]),
    ...(forceNewDeployment ? ['service new deployment forced'] : []),
  ];
}
