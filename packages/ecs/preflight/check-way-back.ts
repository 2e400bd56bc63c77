import { lookForTaskDefinition } from '../definition/read-task-definition.ts';
import { resolveImage } from '../definition/resolve-image.ts';
import { findings } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, skip, warn } = findings('way-back');

/** What a deployment that fails would go back to can still start: its revision is ACTIVE, its images exist. */
export const checkWayBack: PreflightCheck = async ({ aws, ecs, live }) => {
  const { good, revision } = live;
  const where = `task definition ${good.label}`;
  const target = good.id === revision.arn ? revision : await lookForTaskDefinition(ecs, good.id);
  if (target?.active !== true) {
    return [
      warn({
        where,
        what: 'is what a failed deployment would go back to, and is not ACTIVE any more',
        code: 'rollback-target-missing',
        fix: `Register ${good.label} again, or deploy something that can serve as the way back.`,
      }),
    ];
  }
  const images = [...new Set(target.definition.containerDefinitions.map(({ image }) => image))];
  const found = await Promise.all(images.map((image) => resolveImage(aws, image)));
  const gone = found.flatMap((one) => (one.kind === 'missing' ? [one.image] : []));
  const unseen = found.flatMap((one) => (one.kind === 'as-written' && one.warning !== undefined ? [one.image] : []));
  if (gone.length === 0 && unseen.length > 0) {
    return [skip(where, `not looked at: the role may not call ecr:DescribeImages for ${unseen.join(', ')}`)];
  }
  if (gone.length === 0) return [ok(where, 'can start again')];
  return [
    warn({
      where,
      what: `is what a failed deployment would go back to, and its image is gone: ${gone.join(', ')}`,
      code: 'rollback-target-missing',
      fix: `Push ${gone.join(', ')} again, or deploy something that can serve as the way back.`,
    }),
  ];
};
