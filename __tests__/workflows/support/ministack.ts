import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import { type Lab, labEnvironment } from '../../../scripts/lab/lab-file.ts';
import { docker } from './engine.ts';

/** A cluster in MiniStack, an AWS that none of us wrote, in an account of its own; its tasks are containers of the lab's engine. */
export interface Ministack {
  readonly cluster: string;
  /** What a program needs in order to have it as its AWS. */
  readonly environment: Readonly<Record<string, string>>;
  /** Registers `command` as the first revision of a family of this name, and creates its service of two tasks. */
  createService(name: string, command: readonly string[]): Promise<void>;
  service(name: string): Promise<Service>;
  /** Revisions of the family that the engine runs, one a container: `['2', '2']`. */
  running(name: string): readonly string[];
  /** Ends the services and their containers. */
  close(): Promise<void>;
}

export async function openMinistack(lab: Lab): Promise<Ministack> {
  // MiniStack takes twelve digits for an account; what is in one is seen in no other.
  const account = String(100_000_000_000 + Math.floor(Math.random() * 899_999_999_999));
  const cluster = `independent-${account}`;
  const { region } = lab.aws;
  const config = {
    endpoint: lab.ministack.endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'local' },
  };
  const ecs = new ECSClient(config);
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  // It forwards what containers print only to a group that is there.
  await new CloudWatchLogsClient(config).send(new CreateLogGroupCommand({ logGroupName: cluster }));
  const names: string[] = [];
  const { HOME: _, GITHUB_API_URL: _api, ...environment } = labEnvironment(lab);
  return {
    cluster,
    environment: { ...environment, AWS_ENDPOINT_URL: lab.ministack.endpoint, AWS_ACCESS_KEY_ID: account },
    async createService(name, command) {
      names.push(name);
      const logging = { 'awslogs-group': cluster, 'awslogs-region': region, 'awslogs-stream-prefix': name };
      const { taskDefinition } = await ecs.send(
        new RegisterTaskDefinitionCommand({
          family: name,
          networkMode: 'awsvpc',
          requiresCompatibilities: ['FARGATE'],
          cpu: '256',
          memory: '512',
          containerDefinitions: [
            {
              name: 'app',
              image: lab.images.python,
              command: [...command],
              essential: true,
              logConfiguration: { logDriver: 'awslogs', options: logging },
            },
          ],
        }),
      );
      await ecs.send(
        new CreateServiceCommand({
          cluster,
          serviceName: name,
          taskDefinition: taskDefinition?.taskDefinitionArn,
          desiredCount: 2,
          launchType: 'FARGATE',
          networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
          deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
        }),
      );
    },
    async service(name) {
      const [found] = (await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }))).services ?? [];
      if (found === undefined) throw new Error(`MiniStack has no service ${name} in ${cluster}`);
      return found;
    },
    running(name) {
      const label = (key: string) => `com.amazonaws.ecs.${key}`;
      const clusterArn = `arn:aws:ecs:${region}:${account}:cluster/${cluster}`;
      const filters = [`${label('cluster')}=${clusterArn}`, `${label('task-definition-family')}=${name}`];
      const format = `{{.Label "${label('task-definition-version')}"}}`;
      const flags = filters.flatMap((filter) => ['--filter', `label=${filter}`]);
      return docker(lab, 'ps', ...flags, '--format', format)
        .split('\n')
        .filter(Boolean)
        .toSorted();
    },
    async close() {
      await Promise.all(names.map((service) => ecs.send(new DeleteServiceCommand({ cluster, service, force: true }))));
    },
  };
}
