// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub's, as they stand in workflows
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { isReusable, renderReusable } from '../../scripts/generate/render-reusable.ts';
import { namesIn, readStarter, readValues, starterNames } from '../../scripts/starters.ts';
import { root } from './source-files.ts';

const names = starterNames().filter((name) => isReusable(readStarter(name)));

describe.each(names)('%s as a reusable workflow', (name) => {
  const starter = parse(readStarter(name));
  const called = parse(renderReusable(name, readStarter(name)));
  const { inputs, secrets, outputs = {} } = called.on.workflow_call;

  test('stands beside the starters as it is generated', () => {
    const there = readFileSync(join(root, 'workflows-templates/reusable', `${name}.yml`), 'utf8');
    expect(there).toBe(renderReusable(name, readStarter(name)));
  });

  test('has an input for each question and each value, and insists on none', () => {
    const values = readValues(readStarter(name)).filter(({ variables }) => variables.length > 0);
    expect(Object.keys(inputs)).toEqual([
      ...Object.keys(starter.on.workflow_dispatch.inputs),
      ...values.map((value) => value.name.toLowerCase().replaceAll('_', '-')),
    ]);
    for (const row of Object.values<{ type: string; required: boolean }>(inputs)) {
      expect(row.required).toBe(false);
      expect(['string', 'boolean']).toContain(row.type);
    }
  });

  test('takes the input before the variable and the secret, and keeps what is a secret only', () => {
    for (const [value, expression] of Object.entries<string>(called.env)) {
      const own = `inputs.${value.toLowerCase().replaceAll('_', '-')} || `;
      expect(expression.replace(own, '')).toBe(starter.env[value]);
      expect(expression.includes(own)).toBe(namesIn(expression, 'vars').length > 0);
    }
  });

  test('knows every secret that it reads, and hands on what its jobs hand on', () => {
    expect(Object.keys(secrets)).toEqual(namesIn(readStarter(name), 'secrets'));
    const ofJobs = Object.values<{ outputs?: object }>(starter.jobs).flatMap((job) => Object.keys(job.outputs ?? {}));
    expect(Object.keys(outputs).sort()).toEqual([...new Set(ofJobs)].sort());
  });

  test('is the starter in everything else, comments too', () => {
    expect({ ...called, on: 0, env: 0 }).toEqual({ ...starter, on: 0, env: 0 });
    const comments = (text: string) => text.match(/^ *#.*$/gm) ?? [];
    expect(comments(renderReusable(name, readStarter(name)))).toEqual(
      expect.arrayContaining(comments(readStarter(name))),
    );
  });
});

test('what the caller must allow is the most that any job asks for', () => {
  expect(renderReusable('deploy', readStarter('deploy'))).toContain(
    '#     permissions: { contents: read, id-token: write, deployments: write, checks: read, statuses: read }\n',
  );
});

test('a question and a value of one name are an error', () => {
  const text = readStarter('rollback').replace('      to:\n', '      ecs-cluster:\n');
  expect(() => renderReusable('rollback', text)).toThrow(
    'rollback.yml asks for ecs-cluster and has it among its values',
  );
});

test('what touches no environment is not called', () => {
  expect(names).not.toContain('ci-python-uv');
  expect(names).not.toContain('security');
});
