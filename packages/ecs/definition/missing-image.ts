import type { Aws } from '#aws/client';
import { resolveImage } from './resolve-image.ts';
import type { Revision } from './task-definition.ts';

/** Says which image of a revision ECR certainly does not have any more; images elsewhere count as there. */
export async function missingImage(aws: Aws, { label, definition }: Revision): Promise<string | undefined> {
  const images = [...new Set(definition.containerDefinitions.map(({ image }) => image))];
  const resolved = await Promise.all(images.map((image) => resolveImage(aws, image)));
  const gone = resolved.find(({ kind }) => kind === 'missing');
  return gone === undefined ? undefined : `the image of ${label} does not exist any more (${gone.image})`;
}
