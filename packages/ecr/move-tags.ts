import type { Host } from '#report/host';
import { type FoundImage, findTags, readLabels } from './find-images.ts';
import { type Age, ageOf, isOlder } from './image-labels.ts';
import { putTag } from './put-tag.ts';
import type { Repository } from './repository.ts';

export interface MovedTags {
  readonly moved: readonly string[];
  /** A line a tag. */
  readonly notes: readonly string[];
}

/**
 * Moves tags such as `latest` on to an image, never backwards: one that is on an image of a newer commit (or of a newer
 * run, when the commit's time is not known) stays there, and so does one that is immutable. Throws `AwsError`.
 */
export async function moveTags(
  repository: Repository,
  { image, age }: { readonly image: FoundImage; readonly age: Age },
  tags: readonly string[],
  host: Pick<Host, 'network' | 'signal'>,
): Promise<MovedTags> {
  const moved: string[] = [];
  const notes: string[] = [];
  const holders = await findTags(repository, tags);
  for (const tag of tags) {
    const holder = holders.get(tag);
    if (holder?.digest === image.digest) continue;
    // Where tags cannot move, the first image would keep it for good.
    const locked = !repository.movable(tag);
    const kept = holder === undefined || locked ? undefined : await keptBy(age, repository, holder, host);
    if (locked) notes.push(`${tag} is skipped: tags of ${repository.name} are immutable`);
    else if (kept !== undefined) notes.push(`${tag} stays on ${kept}`);
    else if ((await putTag(repository, image, tag)) === 'immutable') notes.push(`${tag} stays: it is immutable`);
    else {
      moved.push(tag);
      notes.push(`${tag} moved here`);
    }
  }
  return { moved, notes };
}

/** What a tag stays on: an image that is newer than `age`, or may be. */
async function keptBy(
  age: Age,
  repository: Repository,
  holder: FoundImage,
  host: Pick<Host, 'network' | 'signal'>,
): Promise<string | undefined> {
  const read = await readLabels(repository, holder, host);
  if (read.kind === 'unreadable') return `an image whose age cannot be told: ${read.why}`;
  const other = ageOf(read.labels);
  if (!isOlder(age, other)) return undefined;
  const what = other.commit === undefined ? `run ${other.run}` : `commit ${other.commit.slice(0, 7)}`;
  return `the image of ${what}, which is newer`;
}
