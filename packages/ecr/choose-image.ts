import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { BuildPolicy, Texts } from './build-order.ts';
import { immutable } from './explain-push.ts';
import { type FoundImage, findTags, readLabels } from './find-images.ts';
import type { InputsHash } from './hash-inputs.ts';
import { type Age, ageOf, labelNames, movedBases } from './image-labels.ts';
import { type Differences, nameDifferences } from './name-differences.ts';
import type { Repository } from './repository.ts';

/** What to do about an image, seeing what the repository has. */
export type Choice =
  | { readonly kind: 'build'; readonly notes: readonly string[] }
  | {
      readonly kind: 'reuse';
      readonly image: FoundImage;
      readonly age: Age;
      /** Wanted tags that are not on it yet. */
      readonly missing: readonly string[];
      readonly notes: readonly string[];
    };

export interface Wanted {
  readonly policy: BuildPolicy;
  readonly inputs: InputsHash;
  readonly bases: Texts;
}

/**
 * An image under one of the wanted tags is taken only when its label has the hash of the same inputs. Throws
 * `image-inputs-differ`, `tag-immutable` (also for what `if-exists: fail` forbids); `AwsError`. Writes nothing.
 */
export async function chooseImage(wanted: Wanted, repository: Repository, host: Host): Promise<Choice> {
  const { policy, inputs, bases } = wanted;
  const found = await findTags(repository, policy.tags);
  const [first] = policy.tags.filter((tag) => found.has(tag));
  if (first === undefined) return { kind: 'build', notes: [] };
  if (policy.ifExists === 'fail') throw new Failure(forbidden(repository, first, found.get(first)));
  const locked = policy.tags.filter((tag) => found.has(tag) && !repository.movable(tag));
  if (policy.ifExists === 'rebuild' && locked.length === 0) {
    return { kind: 'build', notes: [`${first} existed and is replaced (if-exists: rebuild)`] };
  }
  const reasons: Diagnosis[] = [];
  for (const [tag, image] of found) {
    const read = await readLabels(repository, image, host);
    const labels = read.kind === 'labels' ? read.labels : {};
    if (labels[labelNames.inputs] === inputs.hash) {
      const others = policy.tags.filter((one) => found.get(one)?.digest !== image.digest);
      const moved = movedBases(labels[labelNames.bases], bases);
      return {
        kind: 'reuse',
        image,
        age: ageOf(labels),
        missing: others,
        notes: [`${tag} was built from the same inputs`, ...moved.map(newer)],
      };
    }
    const why =
      read.kind === 'unreadable' ? bare(`its labels cannot be read: ${read.why}`) : difference(labels, inputs);
    reasons.push(
      policy.ifExists === 'rebuild' ? held(repository, tag, image, why) : differ(repository, tag, image, why),
    );
  }
  throw new Failure(reasons[0] ?? forbidden(repository, first, undefined));
}

const newer = (base: string) => `the base image ${base} has a newer version by now; if-exists: rebuild takes it`;

function difference(labels: Texts, inputs: InputsHash): Differences {
  if (labels[labelNames.inputs] === undefined)
    return bare('it was not built by build-push-ecr: it has no hash of its inputs');
  const found = nameDifferences(labels, inputs);
  return found === undefined ? bare('its inputs differ') : { ...found, short: `different: ${found.short}` };
}

const bare = (short: string): Differences => ({ short, lines: [short] });

const differ = (repository: Repository, tag: string, image: FoundImage, why: Differences): Diagnosis =>
  diagnosis('image-inputs-differ', {
    what: `${repository.name}:${tag} exists and was built from other inputs (${why.short}); nothing was pushed`,
    where: `${repository.name}:${tag}`,
    evidence: [`${repository.uri}:${tag} is ${image.digest}`, ...why.lines],
    ...(repository.movable(tag)
      ? {}
      : { fix: `Push under a new tag (image-tags): ${repository.name}:${tag} is immutable and keeps its image.` }),
  });

const held = (repository: Repository, tag: string, image: FoundImage, why: Differences): Diagnosis =>
  immutable(repository, tag, `may not be replaced: it is immutable, and ${why.short}; nothing was pushed`, [
    `${repository.uri}:${tag} is ${image.digest}`,
    ...why.lines,
  ]);

const forbidden = (repository: Repository, tag: string, image: FoundImage | undefined): Diagnosis => ({
  ...immutable(repository, tag, 'exists already, and if-exists is fail; nothing was pushed', [
    `${repository.uri}:${tag} is ${image?.digest ?? 'there'}`,
  ]),
  fix: `Push under a new tag, or set if-exists to reuse or rebuild (${repository.name}:${tag}).`,
});
