import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type ReasonCode, reasons } from '#report/reasons';
import { renderTroubleshooting } from '../../scripts/generate/render-troubleshooting.ts';
import { allSamples } from '../samples/all-samples.ts';
import { type Sample, textOf } from '../samples/sample.ts';
import { root } from './source-files.ts';

const codes = Object.keys(reasons) as ReasonCode[];
const folder = join(root, 'docs/samples');
const stored = new Map(
  readdirSync(folder).map((name) => [name.replace(/\.txt$/, ''), readFileSync(join(folder, name), 'utf8')]),
);
const page = renderTroubleshooting(stored);

test('every code has one sample, and no sample is of a code that there is not', () => {
  expect(allSamples.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
  expect([...stored.keys()].toSorted()).toEqual(codes.toSorted());
});

test.each(allSamples)('$code looks as docs/samples shows it (else: node scripts/take-samples.ts)', async (sample) => {
  expect(await textOf(sample)).toBe(stored.get(sample.code));
});

describe('docs/troubleshooting.md', () => {
  test('is what the codes and the samples say (else: npm run generate)', () => {
    expect(readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8')).toBe(page);
  });

  test.each(codes)('%s has one section: meaning, sample as it was seen, what to do', (code) => {
    const sections = page.split(`\n### ${code}\n`);
    expect(sections).toHaveLength(2);
    const [section = ''] = (sections[1] ?? '').split('\n### ');
    const [, seen = ''] = (stored.get(code) ?? '').split(/\n\n([\s\S]+)/);
    expect(section).toContain(reasons[code].means);
    expect(section).toContain(`\`\`\`text\n${seen}\`\`\``);
    // Title, cause, fix; then the verdict and what is next.
    expect(seen).toMatch(new RegExp(`^${code}\\n( {2}.+\\n){2,}\\n[✗?].+ · ${code}: .+\\n→ .+\\n$`));
    const [, advice = ''] = section.split('**What to do**: ');
    expect(advice.trim().length).toBeGreaterThan(40);
    expect(advice).not.toMatch(/\0|\(\)|undefined/);
  });

  test('its table of contents leads to every section', () => {
    const links = [...page.matchAll(/^\| \[`([\w-]+)`\]\(#([\w-]+)\) \|/gm)];
    expect(links.map(([, code]) => code).toSorted()).toEqual(codes.toSorted());
    expect(links.filter(([, code, anchor]) => code !== anchor)).toEqual([]);
  });

  test.each([
    ['none', new Map()],
    ['one that is empty', new Map([...stored, ['crash-loop', '']])],
    ['one without its title', new Map([...stored, ['crash-loop', 'crash-loop\n']])],
  ])('is not made of samples with %s', (_, samples) => {
    expect(() => renderTroubleshooting(samples)).toThrow('no sample of crash-loop: node scripts/take-samples.ts');
  });
});

test('a case that ends with another code is no sample', async () => {
  const [first] = allSamples.filter(({ code }) => code === 'not-found');
  const other: Sample = { code: 'throttled', name: 'no service of that name', take: first?.take ?? Promise.reject };
  await expect(textOf(other)).rejects.toThrow(
    'no service of that name: ended as failed, not-found: there is no service',
  );
});
