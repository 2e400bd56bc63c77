import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { editDistance } from '#base/edit-distance';

test.each([
  ['', '', 0],
  ['image', 'image', 0],
  ['', 'web', 3],
  ['imgae', 'image', 1],
  ['image', 'images', 1],
  ['cluster', 'claster', 1],
  ['kitten', 'sitting', 3],
])('from "%s" to "%s": %i', (a, b, far) => {
  expect(editDistance(a, b)).toBe(far);
  expect(editDistance(b, a)).toBe(far);
});

test('it is never more than the longer text, and 0 for equal ones only', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const far = editDistance(a, b);
      expect(far).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(far === 0).toBe(a === b);
    }),
  );
});
