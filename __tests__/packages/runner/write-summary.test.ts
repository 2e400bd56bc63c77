import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rowSchema } from '#report/deployment-report';
import { cutToBytes } from '#runner/write-summary';
import { rehearse } from './programs/start.ts';

describe('cutToBytes', () => {
  test('what fits stays as it is', () => {
    expect(cutToBytes('all of it', 9)).toBe('all of it');
  });

  test('never over the budget, never half a character, and it says that it was cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 200 }),
        fc.integer({ min: 120, max: 400 }),
        (text, budget) => {
          const cut = cutToBytes(text, budget);
          expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(Math.max(budget, 0));
          expect(cut.includes('\ufffd')).toBe(text.includes('\ufffd') && cut.includes('\ufffd'));
          if (cut !== text) expect(cut).toContain('Cut here');
        },
      ),
    );
  });
});

test.each(['a line of a log', '世界 🚀 Grüße', '| ` < > @octo ::error::'])(
  'a flood of %j stays within what GitHub takes',
  async (text) => {
    const end = await rehearse('flood', text);
    const results = end.outputs.results ?? '';
    expect(Buffer.byteLength(end.summary)).toBeLessThanOrEqual(200 * 1024 + 1);
    expect(end.summary).not.toContain('\ufffd');
    expect(Buffer.byteLength(results)).toBeLessThan(128 * 1024);
    expect(rowSchema.array().parse(JSON.parse(results))).toMatchObject([
      { name: 'web', diagnosis: { code: 'crash-loop' } },
    ]);
    expect(end.annotations.map(({ level }) => level).sort()).toEqual(['error', 'warning', 'warning', 'warning']);
    expect(end.report?.evidence[0]?.lines).toHaveLength(20_000);
  },
);
