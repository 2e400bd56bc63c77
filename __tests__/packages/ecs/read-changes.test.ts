import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { InputRows } from '#base/input-kinds';
import { changeInputs, imageInputs, serviceInputs } from '#ecs/inputs';
import { type ChangeValues, readChanges } from '#ecs/read-changes';

const rows: InputRows = { ...serviceInputs, ...changeInputs, ...imageInputs };

/** Inputs as a user writes them. */
const values = async (raw: Readonly<Record<string, string>>): Promise<ChangeValues> => {
  const read: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(rows)) {
    const text = raw[name] ?? row.default;
    if (text !== undefined) read[name] = await row.kind.parse(text);
  }
  return read as unknown as ChangeValues;
};

const read = async (raw: Readonly<Record<string, string>>, folder = '.') => readChanges(await values(raw), folder);

interface Case {
  readonly when: string;
  readonly raw: Readonly<Record<string, string>>;
  readonly changes: readonly object[];
}

const cases: readonly Case[] = [
  {
    when: 'one service and one image',
    raw: { cluster: 'main', service: 'web', image: 'ghcr.io/acme/web:7' },
    changes: [
      {
        row: 'web',
        place: 'main',
        order: 0,
        wait: true,
        image: { kind: 'reference', reference: 'ghcr.io/acme/web:7' },
      },
    ],
  },
  {
    when: 'a service by its ARN',
    raw: { service: 'arn:aws:ecs:eu-west-1:123456789012:service/main/web' },
    changes: [{ row: 'web', place: 'main' }],
  },
  { when: 'no cluster', raw: { service: 'web' }, changes: [{ row: 'web', place: 'default' }] },
  {
    when: 'everything about the task',
    raw: {
      service: 'web',
      'container-name': 'app',
      'environment-variables': 'A=1\nB=x=y',
      secrets: 'TOKEN=arn:aws:ssm:x',
      command: 'node "my main.js"',
      cpu: '512',
      memory: '1024',
      'task-role-arn': 'arn:task',
      'execution-role-arn': 'arn:execution',
      'desired-count': '3',
      'force-new-deployment': 'true',
      'propagate-tags': 'SERVICE',
      'resource-tags': 'team=web',
      'deployment-configuration': '{maximumPercent: 150, newMember: {a: 1}}',
    },
    changes: [
      {
        patch: {
          containerName: 'app',
          environment: { A: '1', B: 'x=y' },
          secrets: { TOKEN: 'arn:aws:ssm:x' },
          command: ['node', 'my main.js'],
          cpu: '512',
          memory: '1024',
          taskRoleArn: 'arn:task',
          executionRoleArn: 'arn:execution',
        },
        desiredCount: 3,
        force: true,
        propagateTags: 'SERVICE',
        resourceTags: { team: 'web' },
        deploymentConfiguration: { maximumPercent: 150, newMember: { a: 1 } },
      },
    ],
  },
  {
    when: 'rows, a key of the build, a bare name, and variables for all',
    raw: {
      cluster: 'main',
      services:
        '- {service: api, image: patient-api, order: 1, environment-variables: {PORT: 8080, SHARED: own}}\n- worker\n- {service: web, cluster: edge, image: r/web:v7, wait: false, health-url: "https://x.test/health"}',
      'build-results': '[{"key": "patient-api", "image": "r/patient-api@sha256:abc"}]',
      'environment-variables': 'SHARED=all',
      'image-tag': 'sha-1',
    },
    changes: [
      {
        row: 'api',
        order: 1,
        image: { kind: 'reference', reference: 'r/patient-api@sha256:abc' },
        patch: { environment: { PORT: '8080', SHARED: 'own' } },
      },
      {
        row: 'worker',
        order: 0,
        image: { kind: 'tag', tag: 'sha-1', fromRow: false },
        patch: { environment: { SHARED: 'all' } },
      },
      {
        row: 'web',
        place: 'edge',
        wait: false,
        image: { kind: 'reference', reference: 'r/web:v7' },
        healthUrl: 'https://x.test/health',
      },
    ],
  },
  {
    when: 'the tag that another job built, of a repository by its name and by its URI',
    raw: {
      services: '- {service: api, image: team/api}\n- {service: web, image: r.example/web}',
      'image-tag': 'sha-1',
    },
    changes: [
      { image: { kind: 'repository', repository: 'team/api', tag: 'sha-1' } },
      { image: { kind: 'repository', repository: 'r.example/web', tag: 'sha-1' } },
    ],
  },
  {
    when: 'a bare word without image-tag is a tag',
    raw: { service: 'web', image: 'v7' },
    changes: [{ image: { kind: 'tag', tag: 'v7', fromRow: true } }],
  },
  {
    when: 'a registered task definition',
    raw: { service: 'web', 'task-definition-arn': 'web:7' },
    changes: [{ source: { kind: 'registered', name: 'web:7' } }],
  },
];

describe('what inputs mean', () => {
  test.each(cases)('$when', async ({ raw, changes }) => {
    expect(await read(raw)).toMatchObject(changes);
  });

  test('a file, as the AWS CLI prints it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'definition-'));
    const taskDefinition = { family: 'web', containerDefinitions: [{ name: 'web', image: 'a' }], later: { x: [] } };
    await writeFile(join(folder, 'task.json'), JSON.stringify({ taskDefinition, tags: [] }));
    const [change] = await read({ service: 'web', 'task-definition': 'task.json' }, folder);
    expect(change?.source).toEqual({ kind: 'file', path: 'task.json', definition: taskDefinition });
  });
});

const problems: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  ['nothing is named', {}, ['service: nothing is named; give service, or services with a row each']],
  [
    'service and services, and more that belongs in the rows',
    { service: 'a', services: '[b]', command: 'x', 'desired-count': '1' },
    ['service', 'command', 'desired-count'].map((name) => `${name}: write it in the rows of services`),
  ],
  ['a service twice', { services: '[a, {service: a, cluster: other}]' }, ['services: two rows name the service a']],
  [
    'a name in both lists, and two definitions',
    {
      services:
        '[{service: a, environment-variables: {X: 1}, secrets: {X: arn}, task-definition: no.json, task-definition-arn: "a:1"}]',
    },
    [
      'a: X is both an environment variable and a secret',
      'a: task-definition and task-definition-arn exclude each other',
      'task-definition: no.json does not exist',
    ],
  ],
  [
    'changes to what is deployed as it is',
    { service: 'a', 'task-definition-arn': 'a:1', image: 'b:1', cpu: '256' },
    ['a: task-definition-arn is deployed as it is; it cannot be combined with image, cpu'],
  ],
];

describe('all problems at once', () => {
  test.each(problems)('%s', async (_, raw, evidence) => {
    await expect(read(raw)).rejects.toMatchObject({ diagnosis: { code: 'invalid-input', evidence } });
  });

  test.each([
    ['command', 'say "hello', 'a quote that is not closed'],
    ['command', '["a", 1]', 'not a list of strings'],
    ['services', '[{service: a, imgae: b}]', 'imgae'],
    ['services', '[]', 'it: '],
    ['services', '[{service: a, command: "b \'"}]', 'not closed'],
    ['deployment-configuration', '3', 'expected object'],
  ])('%s: %s', async (name, raw, said) => {
    await expect(values({ [name]: raw })).rejects.toThrow(said);
  });
});

describe('rows of an action that changes nothing', () => {
  const takes = ['service', 'cluster', 'order', 'wait', 'health-url'] as const;
  const only = async (services: string) => readChanges(await values({ services }), '.', { takes });

  test('take what the action takes', async () => {
    const services = '[a, {service: b, cluster: edge, order: 1, wait: false, health-url: "https://b.test"}]';
    expect(await only(services)).toMatchObject([
      { row: 'a' },
      { row: 'b', place: 'edge', order: 1, wait: false, healthUrl: 'https://b.test' },
    ]);
  });

  test('everything else is refused by name, all at once, and a file is not even looked for', async () => {
    const rest = '{service: b, command: x, task-definition: no.json, task-definition-arn: "b:1", secrets: {X: arn}}';
    await expect(
      only(`[{service: a, image: v2, environment-variables: {X: 1}, desired-count: 0}, ${rest}, c, c]`),
    ).rejects.toMatchObject({
      diagnosis: {
        code: 'invalid-input',
        evidence: [
          'a: image, environment-variables, desired-count mean nothing here; a row takes service, cluster, order, wait, health-url',
          'b: secrets, command, task-definition, task-definition-arn mean nothing here; a row takes service, cluster, order, wait, health-url',
          'services: two rows name the service c',
        ],
      },
    });
  });
});
