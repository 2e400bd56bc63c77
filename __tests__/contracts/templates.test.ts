// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub's, as they stand in workflows
import { beforeAll, describe, expect, test } from '@jest/globals';
import { isReusable, renderReusable } from '../../scripts/generate/render-reusable.ts';
import { readStarter, readValues, starterNames } from '../../scripts/starters.ts';
import { type Callable, callables, wrongCalls } from './template-calls.ts';
import { broken, rules } from './template-rules.ts';
import { readWorkflow } from './template-workflow.ts';

let actions: ReadonlyMap<string, Callable> = new Map();
beforeAll(async () => {
  actions = await callables();
});

const names = starterNames();
const texts: readonly (readonly [string, string])[] = [
  ...names.map((name) => [`${name}.yml`, readStarter(name)] as const),
  ...names
    .filter((name) => isReusable(readStarter(name)))
    .map((name) => [`reusable/${name}.yml`, renderReusable(name, readStarter(name))] as const),
];

test('there are starters, and those that touch an environment can be called', () => {
  const called = ['deploy-dev', 'deploy-multi-service', 'deploy', 'migrate', 'rollback'];
  expect(names).toEqual(expect.arrayContaining([...called, 'ci-python-node', 'ci-python-uv', 'security']));
  expect(texts.map(([path]) => path).filter((path) => path.startsWith('reusable/'))).toHaveLength(called.length);
});

describe.each(texts)('%s', (_path, text) => {
  test('keeps every rule', () => {
    const workflow = readWorkflow(text);
    expect(rules.flatMap((rule) => rule.find(workflow).map((found) => `${rule.name}: ${found}`))).toEqual([]);
  });

  test('calls actions that there are, with inputs that they have, and reads outputs that they give', () => {
    expect(wrongCalls(readWorkflow(text), actions)).toEqual([]);
  });
});

test.each(rules.map((rule) => [rule.name, rule] as const))('is caught when it is broken: %s', (_name, rule) => {
  const good = readStarter('deploy');
  const [from, to] = rule.broken;
  expect(good).toContain(from);
  expect(broken(rule, good)).toEqual([]);
  expect(
    broken(
      rule,
      good.replace(from, () => to),
    ),
  ).not.toEqual([]);
});

const calls: readonly (readonly [from: string, to: string, what: string])[] = [
  ['deploy-actions/deploy-ecs@', 'deploy-actions/deploy-ec2@', 'there is no action deploy-ec2'],
  ['          moving-tags: latest', '          moving-tag: latest', 'build-push-ecr has no input moving-tag'],
  ['deploy-actions/delivery-report@', 'deploy-actions/setup-aws@', 'setup-aws needs role-to-assume'],
  [
    'steps.build.outputs.image-tag',
    'steps.build.outputs.tag',
    'build reads steps.build.outputs.tag, which is not there',
  ],
  ['        id: build\n', '', 'build reads steps.build.outputs.image-tag, which is not there'],
  [
    'needs.build.outputs.image-tag',
    'needs.build.outputs.tag',
    'deploy reads needs.build.outputs.tag, which is not there',
  ],
  ['    needs: build\n', '', 'deploy reads needs.build.outputs.image-tag, which is not there'],
];
test.each(calls)('a call is caught when it is wrong: %j → %j', (from, to, what) => {
  const good = readStarter('deploy');
  expect(good).toContain(from);
  expect(wrongCalls(readWorkflow(good.replace(from, () => to)), actions)).toContain(what);
});

test('every starter that calls AWS says first what it needs, and takes a role or keys', () => {
  for (const name of ['deploy', 'migrate', 'rollback', 'deploy-multi-service']) {
    const values = readValues(readStarter(name));
    const needed = values.map((value) => value.needed);
    expect(needed.indexOf(false)).toBe(needed.filter(Boolean).length);
    expect(values.map((value) => value.name)).toEqual(
      expect.arrayContaining(['AWS_REGION', 'AWS_ROLE_ARN', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']),
    );
  }
});
