import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ListTagsForResourceCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { error } from '../../../local-aws/texts.ts';
import { Stage } from './stage.ts';

const app = { name: 'api', image: 'shop/api:1' };
const fargate = { requiresCompatibilities: ['FARGATE' as const], networkMode: 'awsvpc' as const };

test.each<[string, Partial<RegisterTaskDefinitionCommandInput>, string]>([
  ['no family', { family: '' }, error.familyMissing],
  ['bad family', { family: 'a b' }, error.familyInvalid('a b')],
  ['no containers', { containerDefinitions: [] }, error.containersMissing],
  ['no image', { containerDefinitions: [{ name: 'api' }] }, error.containerImageMissing],
  ['no name', { containerDefinitions: [{ image: 'a' }] }, error.containerNameMissing],
  ['the same name twice', { containerDefinitions: [app, app] }, error.containerDuplicate('api')],
  ['nothing essential', { containerDefinitions: [{ ...app, essential: false }] }, error.noEssential],
  ['no CPU', { cpu: undefined }, error.fargateCpu],
  ['no memory', { memory: undefined }, error.fargateMemory],
  ['a wrong pair', { cpu: '256', memory: '4096' }, error.fargateSize],
  ['a wrong step', { cpu: '8192', memory: '17408' }, error.fargateSize],
  ['another network mode', { networkMode: 'bridge' }, error.fargateNetworkMode],
  [
    'a secret that is a variable too',
    {
      containerDefinitions: [
        { ...app, environment: [{ name: 'A', value: '1' }], secrets: [{ name: 'A', valueFrom: 'arn:a' }] },
      ],
    },
    error.secretAndEnvironment('A'),
  ],
  [
    'more than 64 KiB',
    { containerDefinitions: [{ ...app, environment: [{ name: 'A', value: 'x'.repeat(65_536) }] }] },
    error.definitionTooLarge,
  ],
])('RegisterTaskDefinition refuses: %s', async (_name, input, message) => {
  const stage = await new Stage().open();
  const valid = { family: 'api', ...fargate, cpu: '256', memory: '512', containerDefinitions: [app] };
  const command = new RegisterTaskDefinitionCommand({ ...valid, ...input });
  await expect(stage.client.send(command)).rejects.toMatchObject({ name: 'ClientException', message });
});

test.each([
  ['256', '512'],
  ['.25 vCPU', '0.5 GB'],
  ['1024', '8192'],
  ['4096', '30720'],
  ['16384', '122880'],
])('Fargate takes %s with %s', async (cpu, memory) => {
  const stage = await new Stage().open();
  await expect(stage.register('1', {}, { cpu, memory })).resolves.toMatch(/:1$/);
});

test('members that no SDK knows are kept, at every level', async () => {
  const stage = await new Stage().open();
  const target = 'AmazonEC2ContainerServiceV20141113';
  const call = async (operation: string, body: object) => {
    const response = await stage.aws.handle({
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': `${target}.${operation}`, 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(body),
    });
    return JSON.parse(response.body);
  };
  const newer = { containerDefinitions: [{ ...app, memory: 512, gpuSlices: { count: 1 } }], sandbox: 'strict' };
  await call('RegisterTaskDefinition', { family: 'api', ...newer });
  const { taskDefinition } = await call('DescribeTaskDefinition', { taskDefinition: 'api' });
  expect(taskDefinition).toMatchObject(newer);
  expect(typeof taskDefinition.registeredAt).toBe('number');
});

test('revisions count up and are never used again; a family means its newest ACTIVE one', async () => {
  const stage = await new Stage().open();
  const [first = '', second = ''] = [await stage.register('1'), await stage.register('1')];
  expect([first, second].map((arn) => arn.split(':').at(-1))).toEqual(['1', '2']);
  await stage.client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: second }));
  const newest = await stage.client.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'api' }));
  expect(newest.taskDefinition?.taskDefinitionArn).toBe(first);
  expect(await stage.register('1')).toMatch(/:3$/);
  const inactive = await stage.client.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'api:2' }));
  expect(inactive.taskDefinition?.status).toBe('INACTIVE');
  const none = stage.client.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'api:9' }));
  await expect(none).rejects.toMatchObject({ name: 'ClientException', message: error.definitionUndescribed });
});

test('lists one family exactly, newest first when asked, page by page', async () => {
  const stage = await new Stage().open();
  for (const family of ['api', 'api', 'api-worker', 'api']) await stage.register('1', {}, { family });
  const list = (nextToken?: string) =>
    stage.client.send(new ListTaskDefinitionsCommand({ familyPrefix: 'api', sort: 'DESC', maxResults: 2, nextToken }));
  const first = await list();
  const second = await list(first.nextToken);
  const all = [...(first.taskDefinitionArns ?? []), ...(second.taskDefinitionArns ?? [])];
  expect(all.map((arn) => arn.split('/').at(-1))).toEqual(['api:3', 'api:2', 'api:1']);
  expect(second.nextToken).toBeUndefined();
});

test('tags of a revision come only when asked for, and can be changed', async () => {
  const stage = await new Stage().open();
  const arn = await stage.register('1', {}, { tags: [{ key: 'a', value: '1' }] });
  const describe = (include?: ['TAGS']) =>
    stage.client.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn, ...(include ? { include } : {}) }));
  expect((await describe()).tags).toBeUndefined();
  await stage.client.send(new TagResourceCommand({ resourceArn: arn, tags: [{ key: 'b', value: '2' }] }));
  await stage.client.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ['a'] }));
  expect((await describe(['TAGS'])).tags).toEqual([{ key: 'b', value: '2' }]);
  const missing = new ListTagsForResourceCommand({ resourceArn: `${arn}0` });
  await expect(stage.client.send(missing)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
