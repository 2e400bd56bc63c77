import type { Aws } from '#aws/client';
import { parseImage } from '#aws/image-reference';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Ecs } from '../client.ts';
import type { ServiceChange } from '../service/service-change.ts';
import { changeDefinition, type DefinitionPatch } from './change-definition.ts';
import { chooseContainer } from './choose-container.ts';
import { locateImage } from './locate-image.ts';
import { readTaskDefinition } from './read-task-definition.ts';
import { requireImage, resolveImage } from './resolve-image.ts';
import type { Definition, Revision } from './task-definition.ts';

/** 64 KiB, in bytes of JSON (ECS quotas: task definition size). */
const largest = 64 * 1024;

/** What a change asks for, with its image looked up. */
export type Wanted = { readonly warnings: readonly string[]; readonly imageTag?: string } & (
  | { readonly kind: 'registered'; readonly revision: Revision }
  | { readonly kind: 'definition'; readonly definition: Definition }
);

/**
 * The definition that a change asks for: the patched file or `live` definition, or a registered revision as it is.
 * Reads only. Throws `image-not-found`, `not-found`, and `invalid-input` for what cannot be registered.
 */
export async function wantDefinition(
  ecs: Ecs,
  aws: Aws,
  change: Pick<ServiceChange, 'source' | 'image' | 'patch' | 'row'>,
  live: Definition,
): Promise<Wanted> {
  const { source } = change;
  if (source.kind === 'registered') return registered(ecs, aws, source.name);
  const base = source.kind === 'file' ? source.definition : live;
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
  { image, patch, row }: Pick<ServiceChange, 'image' | 'patch' | 'row'>,
  base: Definition,
): Promise<{ image: string; tag?: string; warning?: string } | undefined> {
  if (image === undefined) return undefined;
  const reference =
    image.kind === 'reference' ? image.reference : image.kind === 'repository' ? image.repository : undefined;
  const container = chooseContainer(base, patch.containerName, reference);
  const where = `service ${row}, container ${container.name}`;
  const wanted = await locateImage(aws, image, container, where);
  const found = await requireImage(aws, wanted, where);
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
