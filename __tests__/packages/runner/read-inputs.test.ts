import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { actionSpec } from '#base/action-spec';
import { choice, defaulted, flag, list, optional, pairs, required, structured, text, whole } from '#base/input-kinds';
import { Failure } from '#report/failure';
import { readInputs } from '#runner/read-inputs';

const spec = actionSpec({
  name: 'deploy-ecs',
  title: 'Deploy',
  description: 'Deploys.',
  inputs: {
    cluster: required(text, 'Cluster.'),
    service: optional(text, 'Service.'),
    services: optional(list, 'Services.'),
    'desired-count': optional(whole(0, 100), 'Count.'),
    wait: defaulted(flag, 'true', 'Wait.'),
    logs: defaulted(choice('stream', 'none'), 'stream', 'Logs.'),
    'environment-variables': optional(pairs, 'Environment.'),
    checks: optional(
      structured('checks', async () => z.array(z.strictObject({ url: z.url() }))),
      'Checks.',
    ),
    'api-key': optional(whole(), 'A secret number.', { secret: true }),
    'image-tag': optional(text, 'Tag.', { handOver: true }),
    'github-token': defaulted(text, '${' + '{ github.token }}', 'Token.', { secret: true }),
    'two words': optional(text, 'A name with a blank.'),
  },
  outputs: {},
  post: false,
  branding: { icon: 'x', color: 'orange' },
  renamed: { 'force-deployment': 'force-new-deployment' },
});

const read = (env: Record<string, string>) => readInputs(spec, { INPUT_CLUSTER: 'prod', ...env });

describe('what is read', () => {
  const cases: [string, Record<string, string>, Record<string, unknown>][] = [
    ['a default where nothing is given', {}, { cluster: 'prod', wait: true, logs: 'stream' }],
    ['a default where an empty text is given', { INPUT_WAIT: '', INPUT_LOGS: ' \n' }, { wait: true, logs: 'stream' }],
    ['nothing for an optional input without value', { INPUT_SERVICE: '' }, { service: undefined }],
    ['a name with dashes', { 'INPUT_DESIRED-COUNT': '3' }, { 'desired-count': 3 }],
    ['a name with a blank', { INPUT_TWO_WORDS: 'yes' }, { 'two words': 'yes' }],
    ['a list by lines, with commas inside entries', { INPUT_SERVICES: 'a,b\nc\n\n' }, { services: ['a,b', 'c'] }],
    ['a list on one line by commas', { INPUT_SERVICES: 'a, b' }, { services: ['a', 'b'] }],
    [
      'pairs, split at the first equals sign',
      { 'INPUT_ENVIRONMENT-VARIABLES': 'A=b=c\nURL=postgres://x?y=1,2 # no comment' },
      { 'environment-variables': { A: 'b=c', URL: 'postgres://x?y=1,2 # no comment' } },
    ],
    ['YAML', { INPUT_CHECKS: '- url: https://a.example' }, { checks: [{ url: 'https://a.example' }] }],
    ['JSON', { INPUT_CHECKS: '[{"url":"https://a.example"}]' }, { checks: [{ url: 'https://a.example' }] }],
    ['a hand-over that is not given', { 'INPUT_IMAGE-TAG': '(none)' }, { 'image-tag': undefined }],
    ['a hand-over that is given', { 'INPUT_IMAGE-TAG': 'abc1234' }, { 'image-tag': 'abc1234' }],
    ['an expression nobody evaluated as empty', {}, { 'github-token': '' }],
    ['variables that are no input of ours and like none', { INPUT_ELSEWHERE: '1' }, { cluster: 'prod' }],
  ];
  test.each(cases)('%s', async (_, env, expected) => {
    expect(await read(env)).toMatchObject(expected);
  });
});

const problemsOf = async (env: Record<string, string>): Promise<Failure> => {
  try {
    await read(env);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
};

describe('what is refused', () => {
  const cases: [string, Record<string, string>, RegExp][] = [
    ['a missing input', { INPUT_CLUSTER: '' }, /^cluster: is required and missing/],
    ['a flag', { INPUT_WAIT: 'yes' }, /^wait: "yes" is neither true nor false; allowed: true or false$/],
    ['a number', { 'INPUT_DESIRED-COUNT': '101' }, /^desired-count: "101" .*a whole number from 0 to 100$/],
    ['a choice', { INPUT_LOGS: 'all' }, /^logs: "all" .*; allowed: stream, none$/],
    ['pairs', { 'INPUT_ENVIRONMENT-VARIABLES': 'A=1\nB' }, /the line "B", which is not NAME=value/],
    ['a structure', { INPUT_CHECKS: '- uri: 1' }, /^checks: .*row 1, url/],
    ['a hand-over that was blanked', { 'INPUT_IMAGE-TAG': '' }, /^image-tag: arrived empty.*contains a secret/],
    ['an old name', { 'INPUT_FORCE-DEPLOYMENT': 'true' }, /^force-deployment: is called force-new-deployment now$/],
    ['a misspelt name', { INPUT_CLUSTR: 'prod' }, /^clustr: .*did you mean cluster\?$/],
    ['a name with the wrong dash', { INPUT_DESIRED_COUNT: '3' }, /^desired_count: .*did you mean desired-count\?$/],
    ['a secret, without showing it', { 'INPUT_API-KEY': 'hunter2' }, /^api-key: \(secret\) is not/],
    ['a long value, cut', { INPUT_WAIT: 'x'.repeat(500) }, /^wait: "x{77}…" is neither/],
  ];
  test.each(cases)('%s', async (_, env, expected) => {
    const { diagnosis } = await problemsOf(env);
    expect(diagnosis.code).toBe('invalid-input');
    expect(diagnosis.what).toMatch(expected);
    expect(diagnosis.what).not.toContain('hunter2');
  });

  test('everything at once, a line each', async () => {
    const { diagnosis } = await problemsOf(Object.assign({}, ...cases.map(([, env]) => env)));
    expect(diagnosis.evidence.map((line) => line.split(':')[0]).sort()).toEqual(
      'api-key checks cluster clustr desired-count desired_count environment-variables force-deployment image-tag logs wait'.split(
        ' ',
      ),
    );
    expect(diagnosis.what).toMatch(/^11 inputs are not valid: .*cluster, /);
    expect(diagnosis.fix).toContain('deploy-ecs');
  });
});
