import type { Permission } from '#aws/permission';

const arn = (what: string): string => `arn:aws:ecs:REGION:ACCOUNT:${what}`;
const inCluster = { ArnEquals: { 'ecs:cluster': arn('cluster/CLUSTER') } };

export const readServices: Permission = {
  sid: 'ReadServices',
  actions: ['ecs:DescribeServices'],
  resources: [arn('service/CLUSTER/SERVICE')],
  does: 'what a service runs, and how its rollout goes',
};

export const readDeployments: Permission = {
  sid: 'ReadDeployments',
  actions: ['ecs:ListServiceDeployments', 'ecs:DescribeServiceDeployments', 'ecs:DescribeServiceRevisions'],
  resources: [
    arn('service/CLUSTER/SERVICE'),
    arn('service-deployment/CLUSTER/SERVICE/*'),
    arn('service-revision/CLUSTER/SERVICE/*'),
  ],
  does: 'the rollout by its own identity, and what really served before',
  without: 'rollouts are followed by what DescribeServices tells, and there is no history of what served',
};

export const readTaskDefinitions: Permission = {
  sid: 'ReadTaskDefinitions',
  actions: ['ecs:DescribeTaskDefinition', 'ecs:ListTaskDefinitions'],
  resources: ['*'],
  does: 'what a revision is made of, and the record on it',
};

export const registerRevisions: Permission = {
  sid: 'RegisterRevisions',
  actions: ['ecs:RegisterTaskDefinition'],
  resources: ['*'],
  does: 'a new revision of a task definition',
};

export const recordReleases: Permission = {
  sid: 'RecordReleases',
  actions: ['ecs:TagResource', 'ecs:UntagResource'],
  resources: [arn('task-definition/FAMILY:*')],
  does: 'the record of a release: tags on its revision',
  without: 'a rollback knows less of what served before, and says so',
};

export const passRoles: Permission = {
  sid: 'PassRoles',
  actions: ['iam:PassRole'],
  resources: ['arn:aws:iam::ACCOUNT:role/TASK_ROLE', 'arn:aws:iam::ACCOUNT:role/EXECUTION_ROLE'],
  condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  does: 'the roles of the task, handed to ECS and nobody else',
};

export const updateServices: Permission = {
  sid: 'UpdateServices',
  actions: ['ecs:UpdateService'],
  resources: [arn('service/CLUSTER/SERVICE')],
  does: 'the rollout, and the way back',
};

export const stopDeployments: Permission = {
  sid: 'StopDeployments',
  actions: ['ecs:StopServiceDeployment'],
  resources: [arn('service-deployment/CLUSTER/SERVICE/*')],
  does: 'the way back of a rollout that is under way',
  without: 'UpdateService starts the way back, as a rollout of its own',
};

export const readTasks: Permission = {
  sid: 'ReadTasks',
  actions: ['ecs:ListTasks', 'ecs:DescribeTasks'],
  resources: ['*'],
  condition: inCluster,
  does: 'why tasks of a rollout stop, and how a migration ends',
};

export const readTaskLogs: Permission = {
  sid: 'ReadTaskLogs',
  actions: ['logs:GetLogEvents'],
  resources: ['arn:aws:logs:REGION:ACCOUNT:log-group:LOG_GROUP:log-stream:*'],
  does: 'the last lines of a container that failed, and the log of a migration',
  without: 'causes have no log lines, migrations no log',
};

export const runTasks: Permission = {
  sid: 'RunTasks',
  actions: ['ecs:RunTask'],
  resources: [arn('task-definition/FAMILY:*')],
  condition: inCluster,
  does: 'the task of a migration',
};

export const stopTasks: Permission = {
  sid: 'StopTasks',
  actions: ['ecs:StopTask'],
  resources: [arn('task/CLUSTER/*')],
  does: 'the stop of a migration when the run is cancelled or its time is up',
  without: 'such a migration runs on, which the run tells with the command that stops it',
};

export const findImages: Permission = {
  sid: 'FindImages',
  actions: ['ecr:DescribeImages'],
  resources: ['arn:aws:ecr:REGION:ACCOUNT:repository/REPOSITORY'],
  does: 'the digest of a tag, and that the image exists',
  without: 'images are deployed as they are written, not pinned by digest',
};

/** Reading and following services. */
export const followPermissions = [readServices, readDeployments, readTaskDefinitions, readTasks, readTaskLogs];

/** Moving services from one revision to another. */
export const movePermissions = [updateServices, recordReleases, stopDeployments];

export const registerPermissions = [registerRevisions, passRoles, findImages];

export const migrationPermissions = [runTasks, stopTasks];
