import { describe, expect, test } from '@jest/globals';
import { parseCommands, parseRunnerFile } from './parse-runner-files.ts';

describe('files of the runner', () => {
  test.each([
    ['', {}],
    ['a=1\nb=x=y\n', { a: '1', b: 'x=y' }],
    ['a<<E\nline 1\nline 2\nE\n', { a: 'line 1\nline 2' }],
    ['a<<E\n\nE\nb=1\n', { a: '', b: '1' }],
    ['a=1\na=2\n', { a: '2' }],
    ['a<<E\nb<<F\nE\n', { a: 'b<<F' }],
  ] as [string, Record<string, string>][])('%j', (text, values) => {
    expect(parseRunnerFile(text)).toEqual(values);
  });

  test.each(['a<<E\nnever ends', 'neither'])('%j is refused', (text) => {
    expect(() => parseRunnerFile(text)).toThrow();
  });
});

describe('workflow commands', () => {
  test.each([
    ['::error::text', { command: 'error', properties: {}, message: 'text' }],
    ['  ::error::after blanks', { command: 'error', properties: {}, message: 'after blanks' }],
    [
      '::error title=a%3A b%2C c,line=1::50%25%0Anext: ::x',
      { command: 'error', properties: { title: 'a: b, c', line: '1' }, message: '50%\nnext: ::x' },
    ],
    ['::add-mask::secret', { command: 'add-mask', properties: {}, message: 'secret' }],
    ['::endgroup::', { command: 'endgroup', properties: {}, message: '' }],
  ])('%s', (line, expected) => {
    expect(parseCommands(`before\n${line}\nafter ::error::no command`)).toEqual([expected]);
  });
});
