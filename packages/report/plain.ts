import { stripVTControlCharacters } from 'node:util';

/** Bidirectional overrides and invisible characters: they make a line read as something that it is not. */
const deceptive = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must go
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/gu;
const loneSurrogate = /\p{Surrogate}/gu;

/**
 * Text from outside as one printable line: no colours, no control characters, no workflow command of the runner, at
 * most `max` characters (the rest is an ellipsis).
 */
export function plain(text: string, max = 500): string {
  const line = printable(text.slice(0, max * 4 + 1_000))
    .replace(/\s+/gu, ' ')
    .trim();
  return clip(harmless(line), max);
}

/** Text from outside as printable lines, each at most `max` characters; blanks at line starts are kept. */
export function plainLines(lines: readonly string[], max = 1_000): readonly string[] {
  return lines
    .flatMap((line) => (/[\n\r\u2028\u2029]/.test(line) ? line.split(/\r\n|[\n\r\u2028\u2029]/) : line))
    .map((line) =>
      clip(
        harmless(
          printable(line.slice(0, max * 4))
            .replaceAll('\t', '  ')
            .trimEnd(),
        ),
        max,
      ),
    );
}

function printable(text: string): string {
  return stripVTControlCharacters(text).replace(control, '').replace(deceptive, '').replace(loneSurrogate, '\ufffd');
}

/**
 * The runner obeys `::name …` at the start of a line (blanks before it are ignored) and `##[name]` anywhere in it. A
 * blank inside breaks both; invisible characters would not, since they are ignored in comparisons.
 */
function harmless(line: string): string {
  return line.replace(/^(\s*):(?=:)/u, '$1: ').replaceAll('##[', '# #[');
}

function clip(line: string, max: number): string {
  return line.length <= max ? line : `${line.slice(0, max - 1).replace(/[\ud800-\udbff]$/u, '')}…`;
}
