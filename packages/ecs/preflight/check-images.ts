import { resolveImage } from '../definition/resolve-image.ts';
import { findings } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail, skip } = findings('image');

/** Every image of the task definition is in ECR; others cannot be looked up. */
export const checkImages: PreflightCheck = async ({ aws, definition }) => {
  const images = [...new Set(definition.containerDefinitions.map(({ image }) => image))];
  return Promise.all(
    images.map(async (image) => {
      const where = `image ${image}`;
      const found = await resolveImage(aws, image);
      if (found.kind === 'resolved') return ok(where, `exists: ${found.digest}`);
      if (found.kind === 'as-written') return skip(where, found.warning ?? 'not in ECR: nobody was asked');
      return fail({
        where,
        what: `does not exist: ${found.said}`,
        code: 'image-not-found',
        fix: `Push ${image}, or correct the image that is deployed.`,
      });
    }),
  );
};
