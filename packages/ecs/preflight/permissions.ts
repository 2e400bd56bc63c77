import type { Permission } from '#aws/permission';

/** One statement for each check that asks somebody else than ECS; a check that may not ask is skipped. */
const look = (sid: string, actions: readonly string[], resources: readonly string[], does: string): Permission => ({
  sid,
  actions,
  resources,
  does,
  without: 'skips this check, and names the missing permission',
});

export const preflightPermissions: readonly Permission[] = [
  look(
    'LookAtImages',
    ['ecr:DescribeImages', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:GetLifecyclePolicy'],
    ['arn:aws:ecr:REGION:ACCOUNT:repository/REPOSITORY'],
    'whether images exist, for which platforms, and what would expire them',
  ),
  look(
    'LookAtSecrets',
    ['secretsmanager:DescribeSecret'],
    ['arn:aws:secretsmanager:REGION:ACCOUNT:secret:SECRET-*'],
    'whether secrets exist; their values are never read',
  ),
  look('LookAtParameters', ['ssm:DescribeParameters'], ['*'], 'whether parameters exist; their values are never read'),
  look('LookAtLogGroups', ['logs:DescribeLogGroups'], ['*'], 'whether the log groups of containers exist'),
  look(
    'AskTheSimulator',
    ['iam:SimulatePrincipalPolicy'],
    ['arn:aws:iam::ACCOUNT:role/DEPLOY_ROLE'],
    'whether the roles of the task may be handed to ECS',
  ),
  look(
    'LookAtRoles',
    ['iam:GetRole'],
    ['arn:aws:iam::ACCOUNT:role/TASK_ROLE', 'arn:aws:iam::ACCOUNT:role/EXECUTION_ROLE'],
    'whether the roles of the task exist and ECS may assume them',
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
