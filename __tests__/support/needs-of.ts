import type { LocalAws } from '../../local-aws/index.ts';
import { readOperation } from '../../local-aws/wire/read-operation.ts';
import { readQuery } from '../../local-aws/wire/read-query.ts';

/** What IAM asks before a call is made. */
export interface Need {
  readonly action: string;
  /** `*`: AWS knows no resource for this action. */
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

type Input = Readonly<Record<string, unknown>>;
type Rule = (input: Input, local: LocalAws) => readonly (readonly [resource: string, context?: Need['context']])[];

const texts = (value: unknown): readonly string[] => [value ?? []].flat().map(String);
const word = (value: unknown): string =>
  String(value ?? 'default')
    .split('/')
    .at(-1) ?? '';

const ecs = ({ world }: LocalAws, what: string): string => `arn:aws:ecs:${world.region}:${world.account}:${what}`;
const clusterOf = (input: Input, local: LocalAws) => ({ 'ecs:cluster': ecs(local, `cluster/${word(input.cluster)}`) });
const service = (input: Input, local: LocalAws, name: string) =>
  name.startsWith('arn:') ? name : ecs(local, `service/${word(input.cluster)}/${name}`);

/**
 * Resources of the actions that are called, as the service authorization reference has them; an action that is not here
 * has none. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
const rules: Readonly<Record<string, Rule>> = {
  'ecs:DescribeServices': (input, local) => texts(input.services).map((name) => [service(input, local, name)]),
  'ecs:UpdateService': (input, local) => [[service(input, local, String(input.service))]],
  'ecs:ListServiceDeployments': (input, local) => [[service(input, local, String(input.service))]],
  'ecs:DescribeServiceDeployments': (input) => texts(input.serviceDeploymentArns).map((arn) => [arn]),
  'ecs:StopServiceDeployment': (input) => [[String(input.serviceDeploymentArn)]],
  'ecs:DescribeServiceRevisions': (input) => texts(input.serviceRevisionArns).map((arn) => [arn]),
  'ecs:TagResource': (input) => [[String(input.resourceArn)]],
  'ecs:UntagResource': (input) => [[String(input.resourceArn)]],
  'ecs:ListTasks': (input, local) => [['*', clusterOf(input, local)]],
  'ecs:DescribeTasks': (input, local) =>
    texts(input.tasks).map((task) => [
      task.startsWith('arn:') ? task : ecs(local, `task/${word(input.cluster)}/${task}`),
      clusterOf(input, local),
    ]),
  'ecs:StopTask': (input, local) => [[String(input.task), clusterOf(input, local)]],
  'ecs:RunTask': (input, local) => [[definitionArn(String(input.taskDefinition), local), clusterOf(input, local)]],
  'ecs:DescribeClusters': (input, local) => texts(input.clusters).map((name) => [ecs(local, `cluster/${word(name)}`)]),
  'secretsmanager:DescribeSecret': ({ SecretId }) => [[String(SecretId)]],
  'iam:GetRole': ({ RoleName }, { world }) => [[`arn:aws:iam::${world.account}:role/${String(RoleName)}`]],
  'iam:SimulatePrincipalPolicy': ({ PolicySourceArn }) => [[String(PolicySourceArn)]],
  'logs:GetLogEvents': (input, { world }) => [
    [
      `arn:aws:logs:${world.region}:${world.account}:log-group:${String(input.logGroupName)}:log-stream:${String(input.logStreamName)}`,
    ],
  ],
  'rds:CreateDBSnapshot': ({ DBInstanceIdentifier, DBSnapshotIdentifier }, local) => [
    [rds(local, `db:${DBInstanceIdentifier}`)],
    [rds(local, `snapshot:${DBSnapshotIdentifier}`)],
  ],
  'rds:CreateDBClusterSnapshot': ({ DBClusterIdentifier, DBClusterSnapshotIdentifier }, local) => [
    [rds(local, `cluster:${DBClusterIdentifier}`)],
    [rds(local, `cluster-snapshot:${DBClusterSnapshotIdentifier}`)],
  ],
  'rds:DeleteDBSnapshot': ({ DBSnapshotIdentifier }, local) => [
    [rds(local, `snapshot:${DBSnapshotIdentifier}`), ourSnapshot],
  ],
  'rds:DeleteDBClusterSnapshot': ({ DBClusterSnapshotIdentifier }, local) => [
    [rds(local, `cluster-snapshot:${DBClusterSnapshotIdentifier}`), ourSnapshot],
  ],
  ...Object.fromEntries(
    [
      'BatchGetImage',
      'GetDownloadUrlForLayer',
      'GetLifecyclePolicy',
      'PutImage',
      'DescribeImages',
      'DescribeImageScanFindings',
      'StartImageScan',
    ].map((name) => [
      `ecr:${name}`,
      ({ repositoryName }: Input, local: LocalAws) => [[ecr(local, repositoryName)]] as const,
    ]),
  ),
  'ecr:DescribeRepositories': (input, local) => texts(input.repositoryNames).map((name) => [ecr(local, name)]),
};

/** Snapshots that are deleted carry the tag of the release that took them; whether they do is for the tests of rds. */
const ourSnapshot = { 'aws:ResourceTag/deploy-actions:release': '777-1' };

const rds = ({ world }: LocalAws, what: string): string => `arn:aws:rds:${world.region}:${world.account}:${what}`;
const ecr = ({ world }: LocalAws, name: unknown): string =>
  `arn:aws:ecr:${world.region}:${world.account}:repository/${String(name)}`;

function definitionArn(written: string, local: LocalAws): string {
  if (written.startsWith('arn:')) return written;
  const [family = '', revision] = written.split(':');
  const newest = local.ecs.state.families.get(family)?.at(-1)?.revision;
  return ecs(local, `task-definition/${family}:${revision ?? newest}`);
}

/** Roles that a call hands to ECS: those in a definition, and those of the definition that a task is started from. */
function passedRoles(operation: string, input: Input, local: LocalAws): readonly string[] {
  if (operation === 'ecs:RegisterTaskDefinition')
    return texts([input.taskRoleArn ?? [], input.executionRoleArn ?? []].flat());
  if (operation !== 'ecs:RunTask') return [];
  const [family = '', revision] =
    definitionArn(String(input.taskDefinition), local).split('/').at(-1)?.split(':') ?? [];
  const definition = local.ecs.state.families.get(family)?.find((one) => String(one.revision) === revision);
  return texts([definition?.raw.taskRoleArn ?? [], definition?.raw.executionRoleArn ?? []].flat());
}

const textOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString();

/** Everything that a request needs: its own action, and those that depend on what stands in it. */
export function needsOf(
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body?: unknown },
  local: LocalAws,
): { readonly operation: string; readonly body: string; readonly needs: readonly Need[] } {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const text = typeof body === 'string' ? body : ArrayBuffer.isView(body) ? textOf(body) : '';
  const asked = readOperation({ method: 'POST', path: '/', headers: lower, body: text });
  const { service: name, protocol } = asked;
  const operation = `${name}:${asked.operation}`;
  const input: Input = protocol === 'query' ? readQuery(text) : JSON.parse(text || '{}');
  const need = (action: string, resource: string, context: Need['context'] = {}): Need => ({
    action,
    resource,
    context,
  });
  const needs = (rules[operation]?.(input, local) ?? [['*'] as const]).map(([resource, context]) =>
    need(operation, resource, context),
  );
  const passed = passedRoles(operation, input, local).map((role) =>
    need('iam:PassRole', role, { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' }),
  );
  const tagged: readonly Need[] =
    operation === 'ecs:RegisterTaskDefinition' && input.tags !== undefined
      ? [need('ecs:TagResource', ecs(local, `task-definition/${String(input.family)}:*`))]
      : operation.startsWith('rds:Create') && input.Tags !== undefined
        ? needs.slice(1).map(({ resource }) => need('rds:AddTagsToResource', resource))
        : [];
  // STS tells everybody who he is, and takes a token for a signature.
  return { operation, body: text, needs: name === 'sts' || name === '' ? [] : [...needs, ...passed, ...tagged] };
}
