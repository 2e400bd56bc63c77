import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { choice, flag, type InputKind, list, minutes, pairs, structured, text, whole } from '#base/input-kinds';

const checks = structured('checks', async () => z.array(z.strictObject({ url: z.url(), times: z.int().default(3) })));

describe('values that are taken', () => {
  const cases: [InputKind<unknown>, string, unknown][] = [
    [text, ' kept as it is\n', ' kept as it is\n'],
    [flag, 'true', true],
    [flag, ' False ', false],
    [whole(), '0', 0],
    [whole(-5, 5), '-5', -5],
    [whole(1, 100), ' 100 ', 100],
    [minutes, '20', 1_200_000],
    [minutes, '0.5', 30_000],
    [minutes, '1440', 86_400_000],
    [choice('wait', 'fail'), ' fail ', 'fail'],
    [list, 'a\n\n  b  \r\nc', ['a', 'b', 'c']],
    [list, 'a,b , c,', ['a', 'b', 'c']],
    [list, 'a,b\nc', ['a,b', 'c']],
    [pairs, 'A=1\nB=\nC = d', { A: '1', B: '', C: ' d' }],
    [pairs, 'URL=postgres://u:p@h/d?x=1,2#y\r\nQ="quoted"', { URL: 'postgres://u:p@h/d?x=1,2#y', Q: '"quoted"' }],
    [checks, '- url: https://a.example', [{ url: 'https://a.example', times: 3 }]],
    [checks, '[{ "url": "https://a.example", "times": 1 }]', [{ url: 'https://a.example', times: 1 }]],
  ];
  test.each(cases.map(([kind, raw, value]) => [kind.name, raw, value, kind] as const))(
    '%s %j',
    async (_, raw, value, kind) => {
      expect(await kind.parse(raw)).toEqual(value);
    },
  );
});

describe('values that are refused, with what is wrong', () => {
  const cases: [InputKind<unknown>, string, RegExp][] = [
    [flag, 'yes', /neither true nor false/],
    [flag, '1', /neither true nor false/],
    [whole(), '-1', /not in range/],
    [whole(), '1.5', /not in range/],
    [whole(), '1e3', /not in range/],
    [whole(0, 10), '11', /not in range/],
    [minutes, '0', /not a number of minutes/],
    [minutes, '1441', /not a number of minutes/],
    [minutes, '20m', /not a number of minutes/],
    [choice('wait', 'fail'), 'Wait', /not one of these/],
    [pairs, 'A=1\nB', /the line "B"/],
    [pairs, '=1', /not NAME=value/],
    [pairs, 'A=1\nA=2', /names A twice/],
    [checks, 'url: [', /not valid YAML or JSON/],
    [checks, '- uri: x', /row 1, url: .*row 1: /],
    [checks, '- url: https://a.example\n  times: many', /row 1, times: /],
    [checks, 'just words', /^it: /],
  ];
  test.each(cases.map(([kind, raw, why]) => [kind.name, raw, why, kind] as const))(
    '%s %j',
    async (_, raw, why, kind) => {
      await expect(async () => kind.parse(raw)).rejects.toThrow(
        expect.objectContaining({ name: 'InputProblem', message: expect.stringMatching(why) }),
      );
    },
  );
});

describe('properties', () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,10}$/);
  const value = fc.string().filter((text) => !/[\r\n]/.test(text));

  test('pairs keep every value, whatever is in it', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (given) => {
        const raw = Object.entries(given).map((pair) => pair.join('='));
        expect(pairs.parse(raw.join('\n'))).toEqual(given);
      }),
    );
  });

  test('no kind answers something outside its own words: it parses or says what is wrong', async () => {
    const kinds: InputKind<unknown>[] = [flag, whole(), minutes, choice('a', 'b'), list, pairs, checks];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...kinds), fc.string(), async (kind, raw) => {
        try {
          await kind.parse(raw);
        } catch (error) {
          expect(error).toMatchObject({ name: 'InputProblem' });
        }
      }),
    );
  });
});
