import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutToBytes } from '#runner/write-summary';

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
