import { describe, expect, test } from '@jest/globals';
import { parseImage } from '#aws/image-reference';
import { sameDefinition } from '#ecs/definition/canonical-definition';
import { changeDefinition } from '#ecs/definition/change-definition';
import { chooseContainer } from '#ecs/definition/choose-container';
import { diffDefinition } from '#ecs/definition/diff-definition';
import type { Container, Definition } from '#ecs/definition/task-definition';

const account = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const define = (containers: readonly object[], more: object = {}): Definition => ({
  family: 'web',
  ...more,
  containerDefinitions: containers as readonly Container[],
});
const main = { name: 'app', image: `${account}/team/web:1` };

const choices: readonly (readonly [string, readonly object[], string | undefined, string | undefined, string])[] = [
  ['the named one', [main, { name: 'log', image: 'fluent' }], 'log', undefined, 'log'],
  ['the only essential one', [main, { name: 'log', image: 'x', essential: false }], undefined, undefined, 'app'],
  ['the one of the same repository', [main, { name: 'b', image: 'x/b' }], undefined, `${account}/team/web:2`, 'app'],
  [
    'the one whose repository has the same last word',
    [main, { name: 'b', image: 'b' }],
    undefined,
    'ghcr.io/a/web',
    'app',
  ],
];

describe('the container that a change concerns', () => {
  test.each(choices)('%s', (_, containers, name, image, chosen) => {
    expect(chooseContainer(define(containers), name, image).name).toBe(chosen);
  });

  test.each([
    ['a name that is not there', 'web', undefined, 'has no container web'],
    ['two essential ones', undefined, undefined, 'has 2 essential containers'],
    ['two of the same repository', undefined, `${account}/team/web:2`, 'has 2 essential containers'],
  ])('is not guessed: %s', (_, name, image, said) => {
    const definition = define([main, { ...main, name: 'second' }]);
    expect(() => chooseContainer(definition, name, image)).toThrow(said);
  });
});

const equal: readonly (readonly [string, object, object, object?, object?])[] = [
  ['what ECS fills in', {}, { cpu: 0, essential: true, environment: [], mountPoints: [], systemControls: [] }],
  [
    'ports',
    { portMappings: [{ containerPort: 80 }] },
    { portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }] },
    { networkMode: 'awsvpc' },
  ],
  [
    'variables in another order',
    {
      environment: [
        { name: 'A', value: '1' },
        { name: 'B', value: '' },
      ],
    },
    {
      environment: [
        { name: 'B', value: '' },
        { name: 'A', value: '1' },
      ],
    },
  ],
  [
    'health checks',
    { healthCheck: { command: ['CMD', 'x'] } },
    { healthCheck: { command: ['CMD', 'x'], interval: 30, timeout: 5, retries: 3 } },
  ],
  ['sizes', {}, {}, { cpu: '1 vCPU', memory: '2GB' }, { cpu: '1024', memory: '2048' }],
  ['read-only members and tags', {}, {}, { revision: 1, status: 'ACTIVE', tags: [{ key: 'a' }] }, { revision: 9 }],
  ['volumes', {}, {}, { volumes: [{ name: 'v', host: {} }] }, { volumes: [{ name: 'v' }] }],
];
const different: readonly (readonly [string, object, object, readonly string[]])[] = [
  ['an empty variable and none', { environment: [{ name: 'A', value: '' }] }, {}, ['app environment - A']],
  ['the order of a command', { command: ['a', 'b'] }, { command: ['b', 'a'] }, ['app command ["a","b"] → ["b","a"]']],
  ['an unknown member', {}, { later: { deep: [1] } }, ['app later (none) → {"deep":[1]}']],
  [
    'a health check',
    { healthCheck: { command: ['x'] } },
    { healthCheck: { command: ['x'], interval: 5 } },
    ['app healthCheck interval (none) → 5'],
  ],
  [
    'the token of a log driver',
    { logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': 'aaaa-1111' } } },
    { logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': 'bbbb-2222' } } },
    ['app logConfiguration options splunk-token changed (values not shown)'],
  ],
  ['an essential flag', {}, { essential: false }, ['app essential (none) → false']],
];

describe('two definitions', () => {
  test.each(equal)('are the same: %s', (_, a, b, taskA = {}, taskB = taskA) => {
    expect(sameDefinition(define([{ ...main, ...a }], taskA), define([{ ...main, ...b }], taskB))).toBe(true);
  });

  test.each(different)('differ by %s', (_, a, b, lines) => {
    const [from, to] = [define([{ ...main, ...a }]), define([{ ...main, ...b }])];
    expect(sameDefinition(from, to)).toBe(false);
    expect(diffDefinition(from, to)).toEqual(lines);
  });

  test('containers that come and go are named', () => {
    const lines = diffDefinition(define([main]), define([{ name: 'next', image: 'n:1' }]));
    expect(lines).toEqual(['next added: image n:1', 'app removed']);
  });
});

test('a name moves from the environment to the secrets and back', () => {
  const before = define([
    { ...main, environment: [{ name: 'A', value: '1' }], secrets: [{ name: 'S', valueFrom: 'arn' }] },
  ]);
  const changed = changeDefinition(before, { environment: { S: '2' }, secrets: { A: 'arn:a' } });
  expect(changed.containerDefinitions[0]).toMatchObject({
    environment: [{ name: 'S', value: '2' }],
    secrets: [{ name: 'A', valueFrom: 'arn:a' }],
  });
});

const references: readonly (readonly [string, object])[] = [
  ['nginx', { name: 'nginx' }],
  ['localhost:5000/a/b', { name: 'localhost:5000/a/b' }],
  ['localhost:5000/a:1', { name: 'localhost:5000/a', tag: '1' }],
  [
    `${account}/team/web:1@sha256:ab`,
    {
      name: `${account}/team/web`,
      tag: '1',
      digest: 'sha256:ab',
      ecr: { account: '111122223333', region: 'eu-central-1', repository: 'team/web' },
    },
  ],
  [
    '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/a',
    {
      name: '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/a',
      ecr: { account: '111122223333', region: 'cn-north-1', repository: 'a' },
    },
  ],
];
test.each(references)('the parts of %s', (reference, parts) => {
  expect(parseImage(reference)).toEqual(parts);
});
