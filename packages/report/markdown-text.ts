import { plain, plainLines } from './plain.ts';

/**
 * Text from outside for a paragraph or a table cell: shown as it is, whatever it contains. References to people and
 * issues are broken with an empty comment, which does not spoil copying.
 */
export function text(from: string, max = 500): string {
  return plain(from, max)
    .replace(/[\\`*{}[\]~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&')
    .replace(/[&<>|]/g, entity)
    .replace(/^([#+>=-]|\d+[.)])/, (mark) => (/^\d/.test(mark) ? mark.replace(/[.)]/, '\\$&') : `\\${mark}`))
    .replace(/@|#(?=[\w\\])/g, '$&<!-- -->')
    .replace(/(https?|ftp):\/\//gi, '$1<!-- -->://')
    .replace(/www\./gi, 'www<!-- -->.');
}

const entity = (sign: string) => `&#${sign.charCodeAt(0)};`;

/** A name from outside in bold; `''` for nothing, since stars alone would be a line across the page. */
export function strong(from: string, max = 80): string {
  const name = text(from, max);
  return name === '' ? '' : `**${name}**`;
}

/** A sentence from outside that may end with a command, which is then shown as one. */
export function advice(from: string): string {
  const line = plain(from, 800);
  const at = line.search(/(?<=: )(?:aws|docker|gh|kubectl|npm|npx) [a-z-]+ /);
  return at === -1 ? text(line, 800) : `${text(line.slice(0, at), 800)} ${code(line.slice(at), 800)}`;
}

/** Text from outside as code, also inside a table; `''` for nothing. */
export function code(from: string, max = 300): string {
  const line = plain(from, max);
  if (line === '') return '';
  // Renderers disagree on backslashes before pipes in tables, so such lines are spelt out.
  return /[`|\\]/.test(line) ? `<code>${line.replace(/[!-,.:-@[-`{-~]/g, entity)}</code>` : `\`${line}\``;
}

/** A table row of finished Markdown cells, which have no pipes of their own: `text`, `code` and `link` leave none. */
const tableRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** A table; columns in which every cell is empty are left out. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = head.map((_, at) => rows.some((row) => (row[at] ?? '') !== ''));
  const only = (cells: readonly string[]) => cells.filter((_, at) => kept[at]);
  return [tableRow(only(head)), tableRow(only(head).map(() => '---')), ...rows.map((row) => tableRow(only(row)))].join(
    '\n',
  );
}

/** Lines from outside in a fenced block, whatever they contain. */
export function fenced(lines: readonly string[], language = 'text', maxLine = 1_000): string {
  const clean = plainLines(lines, maxLine);
  const longest = Math.max(2, ...clean.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...clean, fence].join('\n');
}

/** A folded section; `body` is finished Markdown. */
export function folded(title: string, body: string): string {
  const safe = plain(title, 200)
    .replace(/[&<>]/g, entity)
    .replace(/@|#(?=\w)/g, '$&<!-- -->');
  return `<details>\n<summary>${safe}</summary>\n\n${body}\n\n</details>`;
}

/** A link around finished Markdown, or that Markdown alone when the address is not one of the web. */
export function link(label: string, address: string | undefined): string {
  if (address === undefined || !URL.canParse(address)) return label;
  const { href, protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return label;
  return `[${label}](${href.replace(/[()<>[\]\\|`*_~\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)})`;
}
