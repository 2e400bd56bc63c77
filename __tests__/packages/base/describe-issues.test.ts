import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { describeIssues } from '#base/describe-issues';

const words = z.string().refine((text) => !text.includes('"'), 'has an open quote');
const rows = z
  .array(
    z.strictObject({
      name: z.string().regex(/^\w+$/, 'is no name'),
      command: z.union([z.array(z.string()).min(1, 'is empty'), words]),
      redirect: z.union([z.literal('follow'), z.literal('forbid')], { error: 'is not follow or forbid' }).optional(),
    }),
  )
  .min(1, 'has no row');

test.each([
  ['no list', {}, /^it: .*expected array/],
  ['an empty list', [], /^it: has no row$/],
  [
    'the second row',
    [
      { name: 'a', command: 'x' },
      { name: '?', command: 'x' },
    ],
    /^row 2, name: is no name$/,
  ],
  ['words that are wrong as words', [{ name: 'a', command: 'x "' }], /^row 1, command: has an open quote$/],
  ['a list that is wrong as a list', [{ name: 'a', command: [] }], /^row 1, command: is empty$/],
  ['an entry of a list', [{ name: 'a', command: ['x', 1] }], /^row 1, command, entry 2: .*expected string/],
  ['neither words nor list', [{ name: 'a', command: 7 }], /^row 1, command: .*expected array.*, or .*expected string/],
  [
    'a union with words of its own',
    [{ name: 'a', command: 'x', redirect: 'no' }],
    /redirect: is not follow or forbid$/,
  ],
  ['two things at once', [{ name: '?', command: [] }], /^row 1, name: is no name; row 1, command: is empty$/],
  ['a field that there is not', [{ name: 'a', command: 'x', nmae: 1 }], /^row 1: .*nmae/],
])('%s', (_, value, said) => {
  expect(describeIssues(rows.safeParse(value).error?.issues ?? [])).toMatch(said);
});
