import { expect, test } from '@jest/globals';
import type { Definition } from '#ecs/definition/task-definition';
import { namedSecrets } from '#ecs/preflight/named-secrets';
import { newsOf } from '#ecs/preflight/news-of';
import type { LiveService } from '#ecs/service/read-live';

const logs = (group: string) => ({ logDriver: 'awslogs', options: { 'awslogs-group': group, 'awslogs-region': 'eu' } });
const registry = (credentialsParameter: string) => ({ repositoryCredentials: { credentialsParameter } });
const container = (name: string, more: object = {}) => ({ name, image: `${name}@1`, ...more });
const serving: Definition = {
  family: 'web',
  taskRoleArn: 'task',
  executionRoleArn: 'execution',
  containerDefinitions: [
    container('app', { secrets: [{ name: 'A', valueFrom: '/a' }], logConfiguration: logs('/app') }),
    container('proxy', { logConfiguration: logs('/proxy'), ...registry('old') }),
  ],
};
const live = (runningCount: number) => ({ facts: { runningCount }, revision: { definition: serving } }) as LiveService;

/** The names of containers with a new image; secrets, log groups and roles that are new. */
function seen(wanted: Definition, runningCount = 1) {
  const { images, rest } = newsOf(wanted, live(runningCount));
  return {
    images: images.containerDefinitions.map(({ name }) => name),
    secrets: namedSecrets(rest).map(({ from }) => from),
    logs: rest.containerDefinitions.flatMap(({ logConfiguration }) =>
      logConfiguration === undefined ? [] : (logConfiguration as ReturnType<typeof logs>).options['awslogs-group'],
    ),
    roles: [rest.taskRoleArn, rest.executionRoleArn].filter((role) => role !== ''),
  };
}

const nothing = { images: [], secrets: [], logs: [], roles: [] };
const [app, proxy] = serving.containerDefinitions as [Definition['containerDefinitions'][0], object];
const withApp = (more: object): Definition => ({
  ...serving,
  containerDefinitions: [{ ...app, ...more }, proxy] as Definition['containerDefinitions'],
});

test.each<[string, Definition, object]>([
  ['nothing', serving, {}],
  ['an image', withApp({ image: 'app@2' }), { images: ['app'] }],
  ['an image that another container has', withApp({ image: 'proxy@1' }), {}],
  [
    'a secret beside the old one',
    withApp({ secrets: [...(app.secrets ?? []), { name: 'B', valueFrom: '/b' }] }),
    { secrets: ['/b'] },
  ],
  ['the old secret by another name', withApp({ secrets: [{ name: 'B', valueFrom: '/a' }] }), {}],
  ['a log group', withApp({ logConfiguration: logs('/new') }), { logs: ['/new'] }],
  ['the log group of another container', withApp({ logConfiguration: logs('/proxy') }), {}],
  ['another prefix in the same log group', withApp({ logConfiguration: { ...logs('/app'), x: 1 } }), {}],
  [
    'a secret of the log',
    withApp({ logConfiguration: { ...logs('/app'), secretOptions: [{ name: 'T', valueFrom: '/t' }] } }),
    { logs: ['/app'], secrets: ['/t'] },
  ],
  ["a registry's password", withApp(registry('new')), { secrets: ['new'] }],
  ["the password of another container's registry", withApp(registry('old')), {}],
  ['no log any more', withApp({ logConfiguration: undefined }), {}],
  ['a role', { ...serving, taskRoleArn: 'new' }, { roles: ['new'] }],
  ['the roles the other way round', { ...serving, taskRoleArn: 'execution', executionRoleArn: 'task' }, {}],
  ['no role any more', { ...serving, taskRoleArn: undefined }, {}],
  ['another processor', { ...serving, runtimePlatform: { cpuArchitecture: 'ARM64' } }, { images: ['app', 'proxy'] }],
  [
    'a container',
    { ...serving, containerDefinitions: [...serving.containerDefinitions, container('new')] },
    { images: ['new'] },
  ],
])('%s is new', (_, wanted, news) => {
  expect(seen(wanted)).toEqual({ ...nothing, ...news });
});

test('where nothing runs, everything is new', () => {
  expect(seen(serving, 0)).toEqual({
    images: ['app', 'proxy'],
    secrets: ['/a', 'old'],
    logs: ['/app', '/proxy'],
    roles: ['task', 'execution'],
  });
});
