import { describe, expect, test } from '@jest/globals';
import { runBundle } from '../support/run-bundle.ts';
import { expectShown } from './shown.ts';

interface Case {
  readonly action: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Begins the headline. */
  readonly headline: string;
  /** Each wrong input with what is wrong: all of them are said at once. */
  readonly wrong: readonly string[];
}

const cases: readonly Case[] = [
  {
    action: 'deploy-ecs',
    name: 'five inputs that no one can mean',
    inputs: {
      service: 'web',
      image: 'v2',
      'if-in-progress': 'maybe',
      'desired-count': 'two',
      'dry-run': 'ja',
      services: '- service: [',
      'rollout-timeout-minutes': '-1',
    },
    headline: '❌ Not deployed',
    wrong: [
      'if-in-progress: "maybe"',
      'desired-count: "two"',
      'dry-run: "ja"',
      'services: "- service: ["',
      'rollout-timeout-minutes: "-1"',
    ],
  },
  {
    action: 'deploy-ecs',
    name: 'a misspelt name',
    inputs: { service: 'web', imgae: 'v2' },
    headline: '❌ Not deployed',
    wrong: ['imgae: there is no such input; did you mean image?'],
  },
  {
    action: 'register-and-deploy-task-def',
    name: 'a release id that arrived blanked',
    inputs: { service: 'web', image: 'v2', 'release-id': '' },
    headline: '❌ Not deployed',
    wrong: ['release-id: arrived empty'],
  },
  {
    action: 'wait-stable-and-healthcheck',
    name: 'an address that is none, a program without an end',
    inputs: { service: 'web', 'health-url': 'ftp://example.com', 'smoke-command': 'curl "' },
    headline: '❌ The rollout failed',
    wrong: ['health-url: "ftp://example.com"', 'smoke-command: '],
  },
  {
    action: 'rollback',
    name: 'a policy and a verdict that do not exist',
    inputs: { service: 'web', 'schema-policy': 'ignore', evidence: 'some' },
    headline: '❌ The rollback failed',
    wrong: ['schema-policy: "ignore"', 'evidence: "some"'],
  },
  {
    action: 'rollback',
    name: 'a word that is no verdict',
    inputs: { service: 'web', 'allow-verdicts': 'green' },
    headline: '❌ The rollback failed',
    wrong: ['allow-verdicts: "green"'],
  },
  {
    action: 'run-migration-task',
    name: 'nothing to run',
    inputs: { service: 'web' },
    headline: '❌ The migration failed',
    wrong: ['neither command nor migrations'],
  },
  {
    action: 'run-migration-task',
    name: 'no region anywhere',
    inputs: { service: 'web', command: 'migrate' },
    env: { AWS_ACCESS_KEY_ID: 'KEY', AWS_SECRET_ACCESS_KEY: 'secret' },
    headline: '❌ The migration failed',
    wrong: ['region'],
  },
  {
    action: 'snapshot-rds',
    name: 'two databases at once',
    inputs: { 'db-instance': 'a', 'db-cluster': 'b' },
    headline: '❌ No snapshot was taken',
    wrong: ['both db-instance and db-cluster are given'],
  },
  {
    action: 'snapshot-rds',
    name: 'none',
    inputs: { keep: '0.5' },
    headline: '❌ No snapshot was taken',
    wrong: ['keep: "0.5"'],
  },
];

describe('bad inputs', () => {
  test.concurrent.each(cases)('$action: $name', async ({ action, inputs, env, headline, wrong }) => {
    const end = await runBundle(action, {
      inputs,
      env: { GITHUB_RUN_ID: '1', ...env },
      ...(process.env.DIST === undefined ? {} : { dist: process.env.DIST }),
    });
    expectShown(end, {
      exitCode: 1,
      verdict: 'failed',
      code: 'invalid-input',
      changed: false,
      annotation: 'invalid-input',
      headline,
      serving: '',
      last: [`✗ ${headline.slice(2)} · invalid-input: `, '→ nothing was changed'],
      outputs: { 'release-id': '1-1', results: '[]' },
    });
    for (const shown of [end.annotations[0]?.message, end.lines.join('\n')]) {
      for (const text of wrong) expect(shown).toContain(text);
    }
    expect(end.state).toEqual({});
  });
});
