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
    ['ecr:DescribeImages', 'ecr:BatchGetImage', 'ecr:GetLifecyclePolicy'],
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
  look('LookAtNetwork', ['ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups'], ['*'], 'whether the network exists'),
  look(
    'LookAtCluster',
    ['ecs:DescribeClusters'],
    ['arn:aws:ecs:REGION:ACCOUNT:cluster/CLUSTER'],
    'whether the cluster has the capacity providers of the service',
  ),
  look(
    'LookAtTargetGroups',
    ['elasticloadbalancing:DescribeTargetGroups'],
    ['*'],
    'whether target groups exist and give containers time to start',
  ),
  look('LookAtAlarms', ['cloudwatch:DescribeAlarms'], ['*'], 'whether alarms of the rollout exist and are not red'),
];
