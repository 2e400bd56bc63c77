import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { network, register, serviceOf } from './call-ecs.ts';
import { answered, type Question } from './referee.ts';

/** Clusters, definitions, and services that cannot be. In this order: later ones build on them. */
export const definitionQuestions: readonly Question[] = [
  {
    call: 'CreateCluster',
    ask: ({ ecs, name }) =>
      answered(ecs.send(new CreateClusterCommand({ clusterName: name })), ({ cluster }) => cluster?.status ?? ''),
  },
  {
    call: 'RegisterTaskDefinition, the same twice',
    async ask(far) {
      await register(far);
      return answered(register(far), ({ taskDefinition: made }) => `revision ${made?.revision} ${made?.status}`);
    },
  },
  {
    call: 'RegisterTaskDefinition with 256 cpu, 8192 memory',
    ask: (far) => answered(register(far, { memory: '8192', family: `${far.name}-bad` })),
  },
  {
    call: 'RegisterTaskDefinition with a space in the family',
    ask: (far) => answered(register(far, { family: 'a b' })),
  },
  {
    call: 'RegisterTaskDefinition without an image',
    ask: (far) => answered(register(far, { containerDefinitions: [{ name: 'app' }], family: `${far.name}-bad` })),
  },
  {
    call: 'DescribeTaskDefinition that is not there',
    ask: ({ ecs }) => answered(ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'nowhere:1' }))),
  },
  {
    call: 'DescribeTaskDefinition without TAGS',
    async ask(far) {
      const family = `${far.name}-tagged`;
      await register(far, { family, tags: [{ key: 'a', value: 'b' }] });
      const sent = far.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family }));
      return answered(sent, ({ tags = [] }) => (tags.length === 0 ? 'no tags' : 'tags'));
    },
  },
  {
    call: 'ListTaskDefinitions by familyPrefix, beside a longer family',
    ask: ({ ecs, name }) =>
      answered(ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: name, sort: 'DESC' })), (answer) =>
        (answer.taskDefinitionArns ?? []).map((arn) => arn.slice(arn.indexOf(name) + name.length)).join(' '),
      ),
  },
  {
    call: 'CreateService in a cluster that is not there',
    ask: (far) => answered(far.ecs.send(serviceOf(far, { cluster: `${far.name}-nowhere`, desiredCount: 0 }))),
  },
  {
    call: 'RunTask in a cluster that is not there',
    ask: (far) =>
      answered(
        far.ecs.send(
          new RunTaskCommand({
            cluster: `${far.name}-nowhere2`,
            taskDefinition: `${far.name}:1`,
            launchType: 'FARGATE',
            networkConfiguration: network,
            overrides: { containerOverrides: [{ name: 'app', command: ['true'] }] },
          }),
        ),
      ),
  },
  {
    call: 'DescribeServices in a cluster that is not there',
    ask: ({ ecs }) => answered(ecs.send(new DescribeServicesCommand({ cluster: 'nowhere-at-all', services: ['web'] }))),
  },
  {
    call: 'CreateService of a revision that is not there',
    ask: (far) =>
      answered(
        far.ecs.send(serviceOf(far, { serviceName: `${far.name}-no`, taskDefinition: 'nowhere:1', desiredCount: 0 })),
      ),
  },
  {
    call: 'CreateService with awsvpc and no network',
    ask(far) {
      const { networkConfiguration: _, ...input } = serviceOf(far).input;
      const without = new CreateServiceCommand({ ...input, serviceName: `${far.name}-net`, desiredCount: 0 });
      return answered(far.ecs.send(without));
    },
  },
];
