import type {
  DescribeServiceDeploymentsRequest,
  DescribeServiceRevisionsRequest,
  ListServiceDeploymentsRequest,
} from '@aws-sdk/client-ecs';
import { AwsFault } from '../service.ts';
import { error } from '../texts.ts';
import { findCluster, lookUpService } from './find-resources.ts';
import type { Ecs, Service } from './model.ts';
import { page } from './page.ts';
import { revisionShape, serviceDeploymentBrief, serviceDeploymentShape } from './service-deployment-shape.ts';

/** Newest first. One that was just started is not listed yet. */
export function listServiceDeployments(ecs: Ecs, input: ListServiceDeploymentsRequest) {
  const service = lookUpService(findCluster(ecs, input.cluster ?? clusterOf(input.service)), input.service ?? '');
  if (service === undefined) throw new AwsFault('ServiceNotFoundException', error.serviceNotFound);
  const after = seconds(input.createdAt?.after);
  const before = seconds(input.createdAt?.before);
  const wanted = input.status ?? [];
  const all = visible(ecs, service).filter(
    ({ createdAt, status }) =>
      createdAt / 1000 >= (after ?? 0) &&
      createdAt / 1000 <= (before ?? Number.POSITIVE_INFINITY) &&
      (wanted.length === 0 || wanted.includes(status)),
  );
  const { items, ...next } = page(all, input, 100, 20);
  return { serviceDeployments: items.map(serviceDeploymentBrief), ...next };
}

export function describeServiceDeployments(ecs: Ecs, input: DescribeServiceDeploymentsRequest) {
  const asked = limited(input.serviceDeploymentArns, 'serviceDeploymentArns');
  const now = ecs.world.clock.now();
  const found = asked.map((arn) => {
    const deployment = ecs.serviceDeployments.get(arn);
    return { arn, deployment: deployment === undefined || deployment.visibleAt > now ? undefined : deployment };
  });
  return {
    serviceDeployments: found.flatMap(({ deployment }) =>
      deployment === undefined ? [] : [serviceDeploymentShape(deployment)],
    ),
    failures: missing(found.flatMap(({ arn, deployment }) => (deployment === undefined ? [arn] : []))),
  };
}

export function describeServiceRevisions(ecs: Ecs, input: DescribeServiceRevisionsRequest) {
  const asked = limited(input.serviceRevisionArns, 'serviceRevisionArns');
  return {
    serviceRevisions: asked.flatMap((arn) => {
      const revision = ecs.revisions.get(arn);
      return revision === undefined ? [] : [revisionShape(revision)];
    }),
    failures: missing(asked.filter((arn) => !ecs.revisions.has(arn))),
  };
}

function visible(ecs: Ecs, service: Service) {
  const now = ecs.world.clock.now();
  return [...ecs.serviceDeployments.values()]
    .filter((deployment) => deployment.service === service && deployment.visibleAt <= now)
    .reverse();
}

function limited(arns: readonly string[] | undefined, member: string): readonly string[] {
  if (arns === undefined || arns.length === 0) throw new AwsFault('InvalidParameterException', error.empty(member));
  if (arns.length > 20) throw new AwsFault('InvalidParameterException', error.tooMany(member, 20));
  return arns;
}

const missing = (arns: readonly string[]) => arns.map((arn) => ({ arn, reason: 'MISSING' }));

/** The cluster in a service's ARN; `undefined` for a bare name. */
const clusterOf = (service: string | undefined): string | undefined =>
  service?.startsWith('arn:') ? service.split('/')[1] : undefined;

/** Times come over the wire as epoch seconds, whatever the SDK's type says. */
const seconds = (time: Date | undefined): number | undefined => (time === undefined ? undefined : Number(time));
