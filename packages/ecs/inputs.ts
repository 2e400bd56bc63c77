import { choice, defaulted, flag, optional, pairs, structured, text, whole } from '#base/input-kinds';
import { commandWords } from './command-words.ts';

/** Which services: for every action that works on some. */
export const serviceInputs = {
  cluster: optional(text, 'The cluster of the services. Default: the cluster named default.'),
  service: optional(text, 'The service, by name or ARN. Several: use services.'),
  services: optional(
    structured('services', async () => (await import('./service/service-rows.ts')).serviceRows),
    'The services to work on, a row each (YAML or JSON): service, image, container-name, order, wait, health-url, …',
  ),
} as const;

/** What is to be different in the task definition and the service. */
export const changeInputs = {
  'task-definition': optional(
    text,
    'A task definition file (JSON or YAML) to start from. Default: the live task definition of the service.',
  ),
  'task-definition-arn': optional(
    text,
    'A registered task definition (ARN or family:revision), deployed as it is: nothing is registered.',
    { handOver: true },
  ),
  image: optional(
    text,
    'The image to deploy: a full reference, a tag of the image that runs, or a key of build-results. With services: for rows without an image of their own.',
  ),
  'container-name': optional(
    text,
    'The container to change. Default: the only essential one, else the one whose repository matches the image.',
  ),
  'environment-variables': optional(pairs, 'Variables to set or replace, NAME=value a line; all others stay.'),
  secrets: optional(
    pairs,
    'Secrets to set or replace, NAME=valueFrom a line (ARN of a secret or parameter); all others stay.',
  ),
  command: optional(commandWords, 'The command of the container, as words or a JSON list; no shell reads it.'),
  cpu: optional(text, 'CPU units of the task, such as 512.'),
  memory: optional(text, 'Memory of the task in MiB, such as 1024.'),
  'task-role-arn': optional(text, 'The role of the application.'),
  'execution-role-arn': optional(text, 'The role that pulls the image and reads the secrets.'),
  'desired-count': optional(whole(), 'The number of tasks. Default: as it is.'),
  'force-new-deployment': defaulted(flag, 'false', 'Starts a new deployment also when nothing is different.'),
  'deployment-configuration': optional(
    structured('deployment-configuration', async () => (await import('./open-objects.ts')).deploymentConfiguration),
    'Deployment configuration of the service as in the ECS API (maximumPercent, deploymentCircuitBreaker, …). Default: as it is.',
  ),
  'resource-tags': optional(pairs, 'Tags for the registered revision, NAME=value a line.'),
  'propagate-tags': optional(
    choice('SERVICE', 'TASK_DEFINITION', 'NONE'),
    'Where tasks take their tags from. Default: as it is.',
  ),
} as const;

/** How a run behaves beside others. */
export const orderInputs = {
  'if-in-progress': defaulted(
    choice('wait', 'fail', 'supersede'),
    'wait',
    'What to do while another deployment of the service is under way: wait for its end, fail, or replace it.',
  ),
  'allow-older': defaulted(flag, 'false', 'Lets an older run than the one that serves deploy again.'),
} as const;

/** Images named by what an earlier step built. */
export const imageInputs = {
  'image-tag': optional(
    text,
    'Deploys this tag, resolved to its digest once: of the repository that `image` names, else of the one that runs.',
    { handOver: true },
  ),
  'build-results': optional(
    structured('build-results', async () => (await import('./open-objects.ts')).buildResults),
    'The results output of build-push-ecr, so that an image can be named by its key.',
    { handOver: true },
  ),
} as const;
