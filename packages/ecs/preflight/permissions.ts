import type { Permission } from '#aws/permission';

export const skipsCheck = 'skips this check, and names the missing permission';

/** One statement for each check that asks somebody else than ECS; a check that may not ask is skipped. */
const look = (sid: string, actions: readonly string[], resources: readonly string[], does: string): Permission => ({
  sid,
  actions,
  resources,
  does,
  without: skipsCheck,
});

/** What a task definition names, besides images. */
const named: readonly Permission[] = [
  look(
    'LookAtSecrets',
    ['secretsmanager:DescribeSecret'],
    ['arn:aws:secretsmanager:REGION:ACCOUNT:secret:SECRET-*'],
    'whether secrets exist; their values are never read',
  ),
  look('LookAtParameters', ['ssm:DescribeParameters'], ['*'], 'whether parameters exist; their values are never read'),
  look('LookAtLogGroups', ['logs:DescribeLogGroups'], ['*'], 'whether the log groups of containers exist'),
  look(
    'LookAtRoles',
    ['iam:GetRole'],
    ['arn:aws:iam::ACCOUNT:role/TASK_ROLE', 'arn:aws:iam::ACCOUNT:role/EXECUTION_ROLE'],
    'whether the roles of the task exist and ECS may assume them',
  ),
];

export const preflightPermissions: readonly Permission[] = [
  ...named,
  look(
    'LookAtImages',
    ['ecr:DescribeImages', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:GetLifecyclePolicy'],
    ['arn:aws:ecr:REGION:ACCOUNT:repository/REPOSITORY'],
    'whether images exist, for which platforms, and what would expire them',
  ),
  look(
    'AskTheSimulator',
    ['iam:SimulatePrincipalPolicy'],
    ['arn:aws:iam::ACCOUNT:role/DEPLOY_ROLE'],
    'whether the roles of the task may be handed to ECS',
  ),
  look(
    'LookAtNetwork',
    ['ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups', 'ec2:DescribeRouteTables', 'ec2:DescribeVpcEndpoints'],
    ['*'],
    'whether the network exists, has a way out for tasks and a way in for the load balancer',
  ),
  look(
    'LookAtQuotas',
    ['servicequotas:GetServiceQuota', 'cloudwatch:GetMetricStatistics'],
    ['*'],
    'how many vCPUs of Fargate the account may use, and uses',
  ),
  look(
    'LookAtCluster',
    ['ecs:DescribeClusters'],
    ['arn:aws:ecs:REGION:ACCOUNT:cluster/CLUSTER'],
    'whether the cluster has the capacity providers of the service',
  ),
  look(
    'LookAtTargetGroups',
    ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeLoadBalancers'],
    ['*'],
    'whether target groups exist behind a load balancer and give containers time to start',
  ),
  look('LookAtAlarms', ['cloudwatch:DescribeAlarms'], ['*'], 'whether alarms of the rollout exist and are not red'),
];

/** What a deployment looks at by itself before its first write, as far as it is new. */
export const lookAheadPermissions: readonly Permission[] = [
  look(
    'LookAheadAtImages',
    ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    ['arn:aws:ecr:REGION:ACCOUNT:repository/REPOSITORY'],
    'for which platforms an image is built, before anything is written',
  ),
  ...named,
  look(
    'LookAtTargetGroups',
    ['elasticloadbalancing:DescribeTargetGroups'],
    ['*'],
    'whether the target groups of a service that nothing runs of are behind a load balancer',
  ),
].map((permission) => ({ ...permission, without: 'goes on: what cannot work is told when the rollout fails' }));
