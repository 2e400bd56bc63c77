import { connectLogs } from '../task/logs-client.ts';
import { findings } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail } = findings('log-groups');

interface LogConfiguration {
  readonly logDriver?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** The log groups of containers exist: a task whose group is missing never starts. */
export const checkLogGroups: PreflightCheck = async ({ aws, definition }) => {
  const options = definition.containerDefinitions.flatMap(({ logConfiguration }) => {
    const { logDriver, options = {} } = (logConfiguration ?? {}) as LogConfiguration;
    return logDriver === 'awslogs' && options['awslogs-create-group'] !== 'true' ? [options] : [];
  });
  const groups = new Map(options.map((one) => [one['awslogs-group'] ?? '', one['awslogs-region'] ?? aws.region]));
  return Promise.all(
    [...groups].map(async ([group, region]) => {
      const logs = await connectLogs({ ...aws, region });
      const { logGroups = [] } = await logs.call('DescribeLogGroups', { logGroupNamePrefix: group });
      if (logGroups.some(({ logGroupName }) => logGroupName === group)) return ok(`log group ${group}`, 'exists');
      return fail({
        where: `log group ${group}`,
        what: 'does not exist: tasks cannot start',
        code: 'not-found',
        fix: `aws logs create-log-group --region ${region} --log-group-name ${group}, or awslogs-create-group: "true" in its options.`,
      });
    }),
  );
};
