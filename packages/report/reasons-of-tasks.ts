import type { Reason } from './reason.ts';

/** Reasons that lie in a task: it is not placed, does not start, does not stay, or is not healthy. */
export const reasonsOfTasks = {
  'secret-unreadable': {
    means: 'A secret or parameter that the task definition names could not be read when the task started.',
    fix: (
      where,
    ) => `Check that the secret and its JSON key exist in this region, and allow secretsmanager:GetSecretValue,
ssm:GetParameters and kms:Decrypt on it to the execution role (${where}).`,
    givenBy: ['ecs'],
  },
  'crash-loop': {
    means: 'Tasks of the new revision start and then stop again with the same error.',
    fix: (
      where,
    ) => `Read the last lines of the container's log in the job summary and correct the code or its settings (${where}).
A variable that is missing belongs in the input environment-variables or secrets.`,
    givenBy: ['ecs'],
  },
  'exit-code': {
    means: 'A container ended with an exit code other than 0.',
    fix: (
      where,
    ) => `Read the last lines of its log in the job summary: the program itself ended with this code (${where}).
137 is a kill (memory or stop timeout), 139 a crash in native code, 126 or 127 a command that cannot be run.`,
    givenBy: ['ecs'],
  },
  'out-of-memory': {
    means: 'A container used more memory than it may, and was killed.',
    fix: (
      where,
    ) => `Raise memory of the task, or of the container, in the task definition or the input memory (${where}).
If the revision before lived with as much, look for a leak or a larger cache in this commit.`,
    givenBy: ['ecs'],
  },
  'container-health-check-failing': {
    means: 'The health check in the task definition fails inside the container.',
    fix: (
      where,
    ) => `Run the healthCheck command of the task definition inside the image: it needs its program (curl is often missing) (${where}).
A slow start needs a longer startPeriod.`,
    givenBy: ['ecs'],
  },
  'target-unhealthy': {
    means: 'The load balancer does not get a healthy answer from the new tasks.',
    fix: (
      where,
    ) => `Check health check path, port and expected codes of the target group, and that the security group of the tasks lets the load balancer in (${where}).
A slow start needs a longer healthCheckGracePeriodSeconds on the service.`,
    givenBy: ['ecs', 'verification'],
  },
  unschedulable: {
    means: 'No container instance meets what the task asks for.',
    fix: (where) =>
      `Ask for less cpu or memory, free the port, or add instances that meet the placement constraints (${where}).`,
    givenBy: ['ecs'],
  },
  'no-capacity': {
    means: 'AWS has no capacity for the task at the moment in the zones of its subnets.',
    fix: (where) => `Run again in some minutes, or add subnets in other availability zones (${where}).
On FARGATE_SPOT, add FARGATE to the capacity provider strategy.`,
    givenBy: ['ecs'],
  },
  'spot-interrupted': {
    means: 'AWS took back the spot capacity that the task ran on.',
    fix: (where) =>
      `Run again; if it stays, give FARGATE a base of 1 or more in the capacity provider strategy (${where}).`,
    givenBy: ['ecs'],
  },
  'quota-exceeded': {
    means: 'A quota of the AWS account is used up.',
    fix: (where) =>
      `Ask for a higher quota in the Service Quotas console, in this region, or stop what is not needed (${where}).`,
    givenBy: ['ecs'],
  },
  'network-misconfigured': {
    means: 'The task cannot reach what it needs to start: registry, secrets or logs.',
    fix: (
      where,
    ) => `Give its subnets a way out: a NAT gateway, a public IP (assignPublicIp ENABLED) in a public subnet, or VPC endpoints
for ecr.api, ecr.dkr, s3, logs and secretsmanager; the security group must allow port 443 out (${where}).`,
    givenBy: ['ecs'],
  },
  'stopped-by-person': {
    means: 'Someone, or another program, stopped the task or the deployment.',
    fix: (
      where,
    ) => `Ask who stopped it: CloudTrail has StopTask, StopServiceDeployment and UpdateService with the name (${where}).
Run again when it is safe.`,
    givenBy: ['ecs'],
  },
} as const satisfies Record<string, Reason>;
