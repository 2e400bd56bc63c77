import { describe, expect, test } from '@jest/globals';
import { actionSpec } from '#base/action-spec';
import { optional, pairs, text } from '#base/input-kinds';
import { suggestName } from '#base/suggest-name';
import { findSecrets } from '#runner/find-secrets';
import { readRunFacts } from '#runner/read-run-facts';

const now = Date.UTC(2026, 0, 5);

describe('what the runner says about a run', () => {
  const onRunner = { GITHUB_RUN_ID: '777', GITHUB_RUN_ATTEMPT: '2', GITHUB_REPOSITORY: 'acme/shop' };
  const cases: [string, Record<string, string>, Record<string, unknown>][] = [
    ['a release of run and attempt', onRunner, { release: '777-2' }],
    ['the release that was handed on', { ...onRunner, 'INPUT_RELEASE-ID': '555-1' }, { release: '555-1' }],
    ['no release handed on', { ...onRunner, 'INPUT_RELEASE-ID': '(none)' }, { release: '777-2' }],
    ['without a runner', {}, { action: 'deploy-ecs', release: `local-${now}` }],
    [
      'the address of this attempt, also on another server',
      { ...onRunner, GITHUB_SERVER_URL: 'https://git.acme.example' },
      { runUrl: 'https://git.acme.example/acme/shop/actions/runs/777/attempts/2' },
    ],
    ['who started this attempt, not the first', { GITHUB_ACTOR: 'a', GITHUB_TRIGGERING_ACTOR: 'b' }, { actor: 'b' }],
    ['the environment', { INPUT_ENVIRONMENT: ' prod ' }, { environment: 'prod' }],
  ];
  test.each(cases)('%s', (_, env, facts) => {
    expect(readRunFacts('deploy-ecs', env, now)).toMatchObject(facts);
  });

  test('what is not known is not there', () => {
    expect(Object.keys(readRunFacts('deploy-ecs', { GITHUB_SHA: '' }, now))).toEqual(['action', 'release']);
  });
});

describe('secrets', () => {
  const spec = actionSpec({
    name: 'a',
    title: 'A',
    description: 'A.',
    inputs: {
      plain: optional(text, ''),
      key: optional(text, '', { secret: true }),
      headers: optional(pairs, '', { secret: true }),
    },
    outputs: {},
    post: false,
    branding: { icon: 'x', color: 'orange' },
  });
  const cases: [string, Record<string, string>, string[]][] = [
    ['only of secret inputs', { INPUT_PLAIN: 'visible', INPUT_KEY: 'hidden' }, ['hidden']],
    ['each line', { INPUT_KEY: 'first line\nsecond line' }, ['first line\nsecond line', 'first line', 'second line']],
    ['each value of pairs', { INPUT_HEADERS: 'X-Key=abcdef' }, ['X-Key=abcdef', 'abcdef']],
    ['not what is too short to hide', { INPUT_KEY: 'abc' }, []],
    ['AWS\u2019s own', { AWS_SECRET_ACCESS_KEY: 'one-secret', AWS_ACCESS_KEY_ID: 'AKIDPUBLIC' }, ['one-secret']],
  ];
  test.each(cases)('%s', (_, env, secrets) => {
    expect(findSecrets(spec, env)).toEqual(secrets);
  });
});

test.each([
  ['clustr', 'cluster'],
  ['aws_region', 'aws-region'],
  ['servise', 'service'],
  ['AWS Region', 'aws-region'],
  ['tag', undefined],
  ['something-else', undefined],
])('%s was meant to be %s', (name, meant) => {
  expect(suggestName(name, ['cluster', 'service', 'services', 'aws-region', 'to'])).toBe(meant);
});
