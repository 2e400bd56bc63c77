import { expect, test } from '@jest/globals';
import { readFrames, readLogLines } from '../../../local-aws/runtimes/docker-log-lines.ts';
import { frame } from './fake-engine.ts';

async function linesOf(chunks: readonly Buffer[]): Promise<readonly string[]> {
  const source = (async function* () {
    yield* chunks;
  })();
  const lines: string[] = [];
  for await (const line of readLogLines(readFrames(source))) lines.push(line);
  return lines;
}

/** The same bytes, cut after every `size` of them. */
const cut = (bytes: Buffer, size: number): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

const cases: readonly (readonly [string, readonly Buffer[], readonly string[]])[] = [
  ['a line a frame', [frame(1, 'one\n'), frame(1, 'two\n')], ['one', 'two']],
  ['several lines in a frame', [frame(1, 'one\ntwo\n\nfour\n')], ['one', 'two', '', 'four']],
  ['a line over frames', [frame(1, 'o'), frame(1, 'n'), frame(1, 'e\ntw'), frame(1, 'o\n')], ['one', 'two']],
  ['no end of line', [frame(1, 'one\nhalf')], ['one', 'half']],
  [
    'both streams, each with its own lines',
    [frame(1, 'out '), frame(2, 'err\n'), frame(1, 'put\n')],
    ['err', 'out put'],
  ],
  ['both without an end', [frame(2, 'err'), frame(1, 'out')], ['err', 'out']],
  ['carriage returns', [frame(1, 'one\r\ntwo\r\n')], ['one', 'two']],
  ['characters of several bytes', [frame(1, 'grün – ✓\n')], ['grün – ✓']],
  ['an empty frame', [frame(1, ''), frame(1, 'one\n')], ['one']],
  ['a frame of more than a chunk', [frame(1, `${'x'.repeat(5_000)}\n`)], ['x'.repeat(5_000)]],
  ['a frame that was cut off', [frame(1, 'one\n'), frame(1, 'two\n').subarray(0, 10)], ['one']],
  ['nothing', [], []],
];

test.each(cases)('%s', async (_name, frames, lines) => {
  expect(await linesOf(frames)).toEqual(lines);
});

test.each([1, 2, 3, 7, 8, 9, 4096])('wherever the connection cuts it: every %s bytes', async (size) => {
  for (const [, frames, lines] of cases) expect(await linesOf(cut(Buffer.concat([...frames]), size))).toEqual(lines);
});
