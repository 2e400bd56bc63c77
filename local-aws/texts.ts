/** What ECS says, word for word, and what every service says; behind each text its source (docs/aws-behaviour.md, Texts). */

/** Service events, without the prefix `(service NAME) `. */
export const event = {
  started: (tasks: readonly string[]) => `has started ${tasks.length} tasks: ${listed(tasks)}.`, // [D ecs/ECS_AWSCLI_Fargate]
  replacedUnhealthy: (tasks: readonly string[], replaced: number) =>
    `has started ${tasks.length} tasks: ${listed(tasks)}. Amazon ECS replaced ${replaced} tasks due to an unhealthy status.`, // [F ?]
  stopped: (tasks: readonly string[]) => `has stopped ${tasks.length} running tasks: ${listed(tasks)}.`, // [F hackforla/CivicTechJobs#436]
  draining: (count: number) => `has begun draining connections on ${count} tasks.`, // [?]
  registered: (count: number, targetGroup: string) => `registered ${count} targets in (target-group ${targetGroup})`, // [F ?]
  deregistered: (count: number, targetGroup: string) =>
    `deregistered ${count} targets in (target-group ${targetGroup})`, // [F hackforla/CivicTechJobs#436]
  failedContainerHealth: (task: string) => `(task ${task}) failed container health checks.`, // [F ?]
  unhealthyTarget: (port: number, targetGroup: string, reason: string) =>
    `(port ${port}) is unhealthy in (target-group ${targetGroup}) due to (reason ${reason}).`, // [F hackforla/CivicTechJobs#436]
  deploymentFailed: (id: string, why = 'tasks failed to start.') => `(deployment ${id}) deployment failed: ${why}`, // [F ?]
  alarmDetected: 'alarm detected.', // [F ?]
  rollingBack: (id: string) => `rolling back to deployment ${id}.`, // [F ?]
  deploymentCompleted: (id: string) => `(deployment ${id}) deployment completed.`, // [F boto/boto3#2845]
  steady: 'has reached a steady state.', // [F boto/boto3#2845]
  unableToPlace: (reason: string) => `was unable to place a task. Reason: ${reason}.`, // [F sil-org/ecs-deploy#277]
  noInstance: (instance: string, lack: string) =>
    `was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance ${instance}) ${lack}. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`, // [F Shippable/support#4462]
  targetsDenied: (role: string) =>
    `failed to register targets: User: ${role} is not authorized to perform: elasticloadbalancing:RegisterTargets`, // [?]
  inconsistentStarts: 'is unable to consistently start tasks successfully.', // [D ecs/service-event-messages]
  stuckConfiguration:
    'was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.', // [D ecs/service-event-messages]
} as const;

const listed = (tasks: readonly string[]) => tasks.map((task) => `(task ${task})`).join(' ');

/** `rolloutStateReason` of a deployment. */
export const rollout = {
  inProgress: (id: string) => `ECS deployment ${id} in progress.`, // [F ?]
  completed: (id: string) => `ECS deployment ${id} completed.`, // [F ?]
  breakerFailed: 'ECS deployment circuit breaker: tasks failed to start.', // [F aws/containers-roadmap#1488]
  breakerRollback: (id: string) => `ECS deployment circuit breaker: rolling back to deploymentId ${id}.`, // [D ecs/ecs_cwe_events]
  alarmFailed: 'ECS deployment failed: alarm detected.', // [?]
  alarmRollback: (id: string) => `ECS deployment failed: alarm detected, rolling back to deploymentId ${id}.`, // [?]
  saidRollback: (id: string) => `ECS deployment rolling back to deploymentId ${id}.`, // [?]
  stopRollback: (id: string) => `ECS deployment stopped by user: rolling back to deploymentId ${id}.`, // [?]
  stopped: 'ECS deployment stopped by user.', // [?]
} as const;

/** `statusReason` and `rollback.reason` of a service deployment. */
export const serviceDeployment = {
  breaker: 'Service deployment rolled back because the circuit breaker threshold was exceeded.', // [F hashicorp/terraform-provider-aws:internal/service/ecs/service_test.go]
  breakerStopped: 'Service deployment stopped because the circuit breaker threshold was exceeded.', // [?]
  rollbackFailed: 'Service deployment rollback failed because the circuit breaker threshold was exceeded.', // [?]
  alarm: 'Service deployment rolled back because of alarm(s): ', // [?]
  alarmStopped: 'Service deployment stopped because of alarm(s): ', // [?]
  hookFailed: (stage: string, target: string) =>
    `Service deployment rolled back because ${stage} lifecycle hook(s) failed. Lifecycle hook target ${target} returned FAILED status.`, // [F ?]
  hookTimedOut: (stage: string, target: string) =>
    `Service deployment rolled back because ${stage} lifecycle hook(s) failed. Lifecycle hook target ${target} timed out.`, // [?]
  hookUnreadable: (stage: string, target: string) =>
    `Service deployment rolled back because ${stage} lifecycle hook(s) failed. ECS was unable to parse the response from ${target} due to: HookStatus must not be null.`, // [F ?]
  hookDenied: (stage: string, role: string, listener: string) =>
    `Service deployment rolled back because ${stage} lifecycle hook(s) failed. User: ${role} is not authorized to perform: elasticloadbalancing:ModifyListener on resource: ${listener}`, // [D ecs/troubleshooting-blue-green]
  noRule: 'Service deployment rolled back because of invalid networking configuration. One or more rules not found', // [F ?]
  requested: 'Service deployment rolled back because of a user request.', // [?]
  stopped: 'Service deployment stopped because of a user request.', // [?]
  superseded: 'Service deployment stopped because a new service deployment was started.', // [?]
} as const;

/** `stoppedReason` of a task. */
export const stopped = {
  essentialExited: 'Essential container in task exited', // [D ecs/stopped-task-errors]
  containerHealth: 'Task failed container health checks', // [D ecs/stopped-task-error-codes]
  targetHealth: (targetGroup: string) => `Task failed ELB health checks in (target-group ${targetGroup})`, // [F aws/copilot-cli#3456]
  scaling: (deployment: string) => `Scaling activity initiated by (deployment ${deployment})`, // [D ecs/stopped-task-errors]
  spot: 'Your Spot Task was interrupted.', // [D ecs/fargate-capacity-providers]
  imageNotFound: (image: string) =>
    `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`, // [F aws/containers-roadmap#2687]
  pullDenied: (image: string) =>
    `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${image}: pulling from host ${image.split('/')[0]} failed with status code [manifests ${image.split(/[:@]/).at(-1)}]: 403 Forbidden`, // [?]
  pullUnreachable: (image: string, why: string) =>
    `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${image}: failed to do request: ${why}`, // [F ?]
  pullRefused: (image: string, why: string) =>
    `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${why}`, // [?]
  cannotStart: (why: string) =>
    `CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${why}`, // [F ?]
  cannotCreate: (why: string) => `CannotCreateContainerError: ${why}`, // [?]
  cannotInspect: (why: string) => `CannotInspectContainerError: ${why}`, // [D ecs/stopped-task-error-codes]
  platformMismatch:
    "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'", // [F ?]
  secretUnreadable: (role: string, secret: string) =>
    `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${secret} from secrets manager: AccessDeniedException: User: ${role} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${secret} because no identity-based policy allows the secretsmanager:GetSecretValue action status code: 400`, // [F GiamPy5/terraform-aws-directus#10]
  logGroupMissing:
    'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1', // [F ?]
  noNetwork:
    'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration.', // [F aws/copilot-cli#5927]
  outOfMemory: 'OutOfMemoryError: Container killed due to memory usage', // [D ecs/stopped-task-error-codes] (of the container, with exit code 137)
} as const;

/** `reason` of a failure in RunTask's answer or of a task that no capacity takes. */
export const unplaced = {
  noCapacity: 'Capacity is unavailable at this time. Please try again later or in a different availability zone', // [F sil-org/ecs-deploy#277]
  vcpuLimit: "You've reached the limit on the number of vCPUs you can run concurrently", // [D ecs/service-event-messages]
} as const;

/** Messages of errors. The code stands beside each. */
export const error = {
  clusterNotFound: 'Cluster not found.', // ClusterNotFoundException [?]
  serviceNotFound: 'Service not found.', // ServiceNotFoundException [?]
  serviceNotActive: 'Service was not ACTIVE.', // ServiceNotActiveException [?]
  serviceExists: 'Creation of service was not idempotent.', // InvalidParameterException [?]
  serviceScaled: 'The service cannot be stopped while it is scaled above 0.', // InvalidParameterException [?]
  taskNotFound: 'The referenced task was not found.', // InvalidParameterException [?]
  definitionNotFound: 'TaskDefinition not found.', // ClientException [?]
  definitionInactive: 'TaskDefinition is inactive', // ClientException; InvalidParameterException of RunTask [?]
  definitionUndescribed: 'Unable to describe task definition.', // ClientException [?]
  definitionMissing: 'The specified task definition does not exist.', // ClientException of DeregisterTaskDefinition [?]
  resourceNotFound: 'The specified resource was not found.', // ResourceNotFoundException [?]
  familyMissing: 'Family should not be null or empty.', // ClientException [?]
  familyInvalid: (family: string) => `Invalid family: '${family}'.`, // ClientException [?]
  containersMissing: 'Container definitions should not be null or empty.', // ClientException [?]
  containerNameMissing: 'Container.name should not be null or empty.', // ClientException [?]
  containerImageMissing: 'Container.image should not be null or empty.', // ClientException [?]
  containerDuplicate: (name: string) => `Duplicate container name: '${name}'.`, // ClientException [?]
  noEssential: 'Task definition does not have any essential containers.', // ClientException [?]
  definitionTooLarge: 'Task definition exceeds the maximum size of 64 KiB.', // ClientException [?]
  fargateNetworkMode: "Fargate only supports network mode 'awsvpc'.", // ClientException [?]
  fargateCpu: "Fargate requires that 'cpu' be defined at the task level.", // ClientException [?]
  fargateMemory: "Fargate requires that 'memory' be defined at the task level.", // ClientException [?]
  fargateSize: 'No Fargate configuration exists for given values.', // ClientException [?]
  fargateLogRole: 'Fargate requires task definition to have execution role ARN to support log driver awslogs.', // ClientException [?]
  logPrefix: (driver: string) => `Log driver ${driver} requires options: awslogs-stream-prefix`, // ClientException [?]
  containerMemory: (name: string) =>
    `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`, // ClientException [?]
  secretAndEnvironment: (name: string) =>
    `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${name}'.`, // ClientException [?]
  networkMissing: "Network Configuration must be provided when networkMode 'awsvpc' is specified.", // InvalidParameterException [?]
  launchTypeAndProviders:
    'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.', // InvalidParameterException [?]
  providerUnknown: 'The specified capacity provider was not found.', // InvalidParameterException [?]
  incompatibleLaunchType: 'Task definition does not support launch_type FARGATE.', // InvalidParameterException [?]
  targetGroupMissing: (arn: string) => `The target group ${arn} does not exist.`, // InvalidParameterException [?]
  targetGroupUnused: (arn: string) =>
    `The target group with targetGroupArn ${arn} does not have an associated load balancer.`, // InvalidParameterException [?]
  containerOfLoadBalancer: (name: string) => `The container ${name} does not exist in the task definition.`, // InvalidParameterException [?]
  portOfLoadBalancer: (name: string, port: number) =>
    `The container ${name} did not have a container port ${port} defined.`, // InvalidParameterException [?]
  overrideUnknown: (name: string) => `Override for container named ${name} is not a container in the TaskDefinition.`, // InvalidParameterException [?]
  overridesTooLarge: 'Container Overrides length must be at most 8192', // InvalidParameterException [?]
  countRange: 'count must be between 1 and 10.', // InvalidParameterException [?]
  propagateService: 'SERVICE is not a valid value of propagateTags for RunTask.', // InvalidParameterException [?]
  tokenConflict: 'The request with this client token was made before, with other parameters.', // ConflictException [?]
  codeDeployUpdate:
    'Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.', // InvalidParameterException [?]
  codeDeployForce:
    'Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.', // InvalidParameterException [?]
  externalUpdate:
    'Cannot update the task definition of services with an EXTERNAL deployment controller. Use task sets.', // InvalidParameterException [?]
  breakerController: 'Deployment circuit breaker feature is only supported with ECS deployment controller.', // InvalidParameterException [?]
  percents: 'minimumHealthyPercent and maximumPercent cannot both be 100 as this will block deployments.', // InvalidParameterException [?]
  daemonCount: 'The daemon scheduling strategy does not support a desired count for services.', // InvalidParameterException [?]
  serviceDeploymentNotFound: 'Service deployment not found.', // ServiceDeploymentNotFoundException [?]
  notStoppable: (status: string) => `The service deployment is in ${status} and cannot be stopped.`, // ConflictException [?]
  noRollbackTarget: 'There is no completed deployment to roll back to.', // ConflictException [?]
  hookNotWaiting: (hook: string) => `The lifecycle hook ${hook} is not awaiting action.`, // InvalidParameterException [?]
  strategyController: 'Deployment strategies are only supported with the ECS deployment controller.', // InvalidParameterException [?]
  strategyUnknown: (strategy: string) => `Invalid deployment strategy: ${strategy}.`, // InvalidParameterException [?]
  bakeMissing: 'bakeTimeInMinutes must be specified for BLUE_GREEN deployments.', // InvalidParameterException [?]
  hookTarget: 'hookTargetArn and roleArn must be specified for AWS_LAMBDA lifecycle hooks.', // InvalidParameterException [?]
  pauseStage: (stage: string) => `PAUSE lifecycle hooks are not supported at ${stage}.`, // InvalidParameterException [?]
  earlySuccess: 'earlySuccessCriteria is only supported with the ROLLING deployment strategy.', // InvalidParameterException [?]
  earlyPercent: 'healthyPercent must be at least minimumHealthyPercent.', // InvalidParameterException [?]
  advancedMissing: 'advancedConfiguration must be specified for load balancers of this deployment strategy.', // InvalidParameterException [?]
  tooMany: (member: string, most: number) => `${member} can have at most ${most} items.`, // InvalidParameterException [?]
  empty: (member: string) => `${member} should not be empty.`, // InvalidParameterException [?]
  maxResults: (most: number) => `maxResults must be between 1 and ${most}.`, // InvalidParameterException [?]
  tokenInvalid: 'Invalid token', // InvalidParameterException [?]
  denied: (principal: string, action: string, resource: string) =>
    `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`, // AccessDeniedException [F ministryofjustice/cloud-platform#7245]
  notJson: 'The request body is not JSON.', // SerializationException [?]
  throttled: 'Rate exceeded', // ThrottlingException [D ecs/task-scale-in-protection-endpoint]
  expired: 'The security token included in the request is expired', // ExpiredTokenException [?]
  server: 'Service Unavailable. Please try again later.', // ServerException [?]
} as const;
