import type { Asked } from '../wire/read-operation.ts';

/** Members that name what a call is about, the most telling first. */
const MEMBERS = [
  ['serviceDeploymentArn', 'serviceDeploymentArns', 'serviceRevisionArns'],
  ['service', 'services', 'serviceName'],
  ['task', 'tasks', 'taskDefinition', 'family', 'familyPrefix'],
  ['repositoryName', 'repositoryNames', 'logStreamName', 'logGroupName', 'resourceArn'],
  ['DBSnapshotIdentifier', 'DBClusterSnapshotIdentifier', 'DBInstanceIdentifier', 'DBClusterIdentifier'],
  ['TargetGroupArn', 'ListenerArn', 'LoadBalancerArn', 'RoleArn', 'Name'],
  ['cluster', 'clusterName', 'clusters'],
].flat();

/** What a request is about as it names it itself: `web`, an ARN, several with commas between; empty when it names nothing. */
export function namedResource({ protocol }: Asked, body: string): string {
  const input = protocol === 'query' ? Object.fromEntries(new URLSearchParams(body)) : readJson(body);
  for (const member of MEMBERS) {
    const value = input[member];
    if (typeof value === 'string' && value !== '') return value;
    if (Array.isArray(value) && value.length > 0) return value.join(',');
  }
  return '';
}

function readJson(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
