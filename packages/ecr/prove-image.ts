import type { Clock } from '#base/clock';
import { until } from '#base/until';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import { type FoundImage, findDigest, findTags } from './find-images.ts';
import { placeOf, type Repository } from './repository.ts';

/** Milliseconds for which ECR may not show yet what was just pushed. */
const settling = 30_000;

/**
 * Asks ECR whether it has the image under its digest and every tag. Returns it. Throws `push-denied` when it does not
 * within 30 s, or when a tag is on another image by now; `AwsError`.
 */
export async function proveImage(
  repository: Repository,
  digest: string,
  tags: readonly string[],
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<FoundImage> {
  let seen = '';
  const waited = await until<FoundImage>(
    async () => {
      const image = await findDigest(repository, digest);
      if (image === undefined) {
        seen = `${repository.name} has no image ${digest}`;
        return undefined;
      }
      const holders = await findTags(repository, tags);
      const wrong = tags.find((tag) => holders.get(tag)?.digest !== digest);
      if (wrong === undefined) return image;
      seen = `${repository.name}:${wrong} is ${holders.get(wrong)?.digest ?? 'not there'}, not ${digest}`;
      return undefined;
    },
    { clock, signal, pauseMs: () => 2_000, budgetMs: settling },
  );
  if (waited.kind === 'answer') return waited.value;
  throw new Failure(
    diagnosis('push-denied', {
      what: `after the push ECR does not have what was pushed: ${seen}`,
      where: placeOf(repository),
      evidence: [seen],
      fix: `Look for another run that pushes the same tag to ${repository.name}, and run again.`,
    }),
  );
}
