import { AwsError } from '#aws/aws-error';
import { connectEcr } from '#aws/ecr-client';
import { parseImage } from '#aws/image-reference';
import { findings, skipped } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, warn } = findings('lifecycle');

interface Rule {
  readonly rulePriority?: number;
  readonly selection?: { readonly tagStatus?: string; readonly countType?: string; readonly countNumber?: number };
  readonly action?: { readonly type?: string };
}

/** Fewer images than this, and a few pushes expire the one that a rollback needs. */
const few = 10;

/**
 * Lifecycle rules of the repositories do not expire what runs: ECR does not know what runs, and a task whose image is
 * gone never starts again. https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
export const checkLifecycle: PreflightCheck = async ({ aws, definition }) => {
  const places = new Map(
    definition.containerDefinitions.flatMap(({ image }) => {
      const { ecr } = parseImage(image);
      return ecr === undefined ? [] : [[`${ecr.account}/${ecr.region}/${ecr.repository}`, ecr] as const];
    }),
  );
  return Promise.all(
    [...places.values()].map(async ({ account, region, repository }) => {
      const where = `repository ${repository}`;
      try {
        const ecr = await connectEcr(aws, region);
        const { lifecyclePolicyText = '{}' } = await ecr.call('GetLifecyclePolicy', {
          registryId: account,
          repositoryName: repository,
        });
        const { rules = [] } = JSON.parse(lifecyclePolicyText) as { rules?: readonly Rule[] };
        const rule = rules.find(endangers);
        return rule === undefined
          ? ok(where, 'its lifecycle rules leave what runs')
          : warn({ where, ...told(rule, repository) });
      } catch (error) {
        if (error instanceof AwsError && error.kind === 'not-found') return ok(where, 'has no lifecycle rules');
        return skipped('lifecycle', where, error);
      }
    }),
  );
};

/** Rules for untagged images spare what was deployed by a tag of its own. */
const endangers = ({ selection = {}, action }: Rule): boolean =>
  selection.tagStatus !== 'untagged' &&
  action?.type !== 'transition' &&
  (selection.countType === 'sinceImagePushed' || (selection.countNumber ?? few) < few);

function told({ rulePriority, selection = {} }: Rule, repository: string): { what: string; fix: string } {
  const { countType, countNumber } = selection;
  const how =
    countType === 'sinceImagePushed' ? `${countNumber} days after their push` : `beyond the newest ${countNumber}`;
  return {
    what: `rule ${rulePriority} expires images ${how}, also the one that runs and the one to go back to`,
    fix: `Count images instead of days, and keep at least ${few}, in the lifecycle policy of ${repository}.`,
  };
}
