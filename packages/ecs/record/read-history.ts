import type { Ecs } from '../client.ts';
import { isUnavailable } from '../service/is-unavailable.ts';
import type { ServiceName } from '../service/read-service.ts';

/** One service deployment of the past. ECS keeps them for 90 days. */
export interface PastDeployment {
  /** `SUCCESSFUL`, `ROLLBACK_SUCCESSFUL`, `STOPPED`, … */
  readonly status: string;
  /** ARN of the task definition that it brought out. */
  readonly taskDefinition: string;
  /** Digits of the deployment's id, `ecs-svc/<digits>`. */
  readonly digits: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface HistoryOptions {
  /** At most so many, the newest. Default 60. */
  readonly most?: number;
  /** Milliseconds since the epoch. */
  readonly after?: number;
  readonly signal?: AbortSignal;
}

/** Service revisions in one call of DescribeServiceRevisions. */
const batch = 20;

/** Past deployments of a service, newest first. Empty where the history may not be read or does not exist. */
export async function readHistory(
  ecs: Ecs,
  name: ServiceName,
  { most = 60, after, signal }: HistoryOptions = {},
): Promise<readonly PastDeployment[]> {
  const options = signal === undefined ? {} : { signal };
  try {
    const { serviceDeployments = [] } = await ecs.call(
      'ListServiceDeployments',
      {
        cluster: name.place,
        service: name.row,
        maxResults: Math.min(most, 100),
        ...(after === undefined ? {} : { createdAt: { after: new Date(after) } }),
      },
      options,
    );
    const revisions = [...new Set(serviceDeployments.flatMap(({ targetServiceRevisionArn: arn }) => arn ?? []))];
    const definitions = await readDefinitions(ecs, revisions, options);
    return serviceDeployments.flatMap(
      ({ status = '', serviceDeploymentArn: arn = '', targetServiceRevisionArn = '', createdAt }) => {
        const taskDefinition = definitions.get(targetServiceRevisionArn);
        const digits = targetServiceRevisionArn.slice(targetServiceRevisionArn.lastIndexOf('/') + 1);
        return taskDefinition === undefined
          ? []
          : [{ status, taskDefinition, digits, arn, createdAt: createdAt?.getTime() ?? 0 }];
      },
    );
  } catch (error) {
    if (isUnavailable(error)) return [];
    throw error;
  }
}

async function readDefinitions(
  ecs: Ecs,
  revisions: readonly string[],
  options: { readonly signal?: AbortSignal },
): Promise<ReadonlyMap<string, string>> {
  const batches = Array.from({ length: Math.ceil(revisions.length / batch) }, (_, at) =>
    revisions.slice(at * batch, (at + 1) * batch),
  );
  const answers = await Promise.all(
    batches.map((serviceRevisionArns) => ecs.call('DescribeServiceRevisions', { serviceRevisionArns }, options)),
  );
  return new Map(
    answers
      .flatMap(({ serviceRevisions = [] }) => serviceRevisions)
      .flatMap(({ serviceRevisionArn: arn, taskDefinition }) => (arn && taskDefinition ? [[arn, taskDefinition]] : [])),
  );
}

/**
 * What served before `serving`, the nearest first, as the history alone tells it. Bringing out a revision again that
 * served before counts as going back: everything that was brought out in between was left for a reason.
 */
export function servedBefore(history: readonly PastDeployment[], serving: string): readonly string[] {
  const stack: string[] = [];
  for (const { status, taskDefinition } of history.toReversed()) {
    if (status !== 'SUCCESSFUL') continue;
    const at = stack.indexOf(taskDefinition);
    if (at >= 0) stack.length = at + 1;
    else stack.push(taskDefinition);
  }
  const at = stack.indexOf(serving);
  return (at >= 0 ? stack.slice(0, at) : stack).toReversed();
}
