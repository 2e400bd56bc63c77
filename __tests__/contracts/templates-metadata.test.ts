import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { starterNames } from '../../scripts/starters.ts';
import { root } from './source-files.ts';

const folder = join(root, 'workflows-templates');

/** https://docs.github.com/en/actions/how-tos/reuse-automations/create-workflow-templates */
const properties = z.strictObject({
  name: z.string().min(1).max(60),
  description: z.string().min(1).max(160),
  iconName: z.string().regex(/^[\w-]+$/),
  categories: z.array(z.string().regex(/^[A-Z]/)).min(1),
  filePatterns: z.array(z.string()).min(1),
});
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.properties.json`), 'utf8'));

describe.each(starterNames())('%s.properties.json', (name) => {
  test('is as GitHub wants it, with an icon that there is', () => {
    const { iconName, filePatterns } = properties.parse(read(name));
    expect(existsSync(join(folder, `${iconName}.svg`))).toBe(true);
    for (const pattern of filePatterns) expect(() => new RegExp(pattern)).not.toThrow();
  });
});

test('every workflow has its properties, every icon its workflow', () => {
  const files = readdirSync(folder);
  const workflows = files.filter((file) => file.endsWith('.yml') && file !== 'zizmor.yml');
  expect(workflows.sort()).toEqual(
    starterNames()
      .map((name) => `${name}.yml`)
      .sort(),
  );
  const used = new Set(starterNames().map((name) => `${properties.parse(read(name)).iconName}.svg`));
  expect(files.filter((file) => file.endsWith('.svg'))).toEqual([...used].sort());
});

test('two starters have two names', () => {
  const names = starterNames().map((name) => properties.parse(read(name)).name);
  expect(new Set(names).size).toBe(names.length);
});
