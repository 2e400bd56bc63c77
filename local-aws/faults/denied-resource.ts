import type { Asked } from '../wire/read-operation.ts';

/**
 * Where the name of the service stands in requests that IAM checks against a service (service authorization reference
 * of ECS). All others name their resource by the first ARN of the request.
 */
const serviceMembers: Readonly<Record<string, string>> = {
  'ecs:CreateService': 'serviceName',
  'ecs:UpdateService': 'service',
  'ecs:DeleteService': 'service',
};

/** What IAM checks against no resource at all, although the request names some. */
const ofNothing: readonly string[] = ['ecs:RegisterTaskDefinition'];

/** The ARN that AWS names when it denies the request; `*` when the request names none. */
export function deniedResource(
  { service, operation, region = 'us-east-1' }: Asked,
  body: string,
  account: string,
): string {
  if (ofNothing.includes(`${service}:${operation}`)) return '*';
  const member = serviceMembers[`${service}:${operation}`];
  const { cluster, ...input } = member === undefined ? {} : readJson(body);
  const name = member === undefined ? undefined : input[member];
  if (typeof name !== 'string') return /arn:aws[\w-]*:[^"&\s]+/.exec(decode(body))?.[0] ?? '*';
  if (name.startsWith('arn:')) return name;
  const within = typeof cluster === 'string' ? cluster.slice(cluster.lastIndexOf('/') + 1) : 'default';
  return `arn:aws:ecs:${region}:${account}:service/${within}/${name}`;
}

function readJson(body: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

function decode(body: string): string {
  try {
    return decodeURIComponent(body);
  } catch {
    return body;
  }
}
