import { readFileSync } from 'node:fs';

/** A block of commands of a page. */
export interface Block {
  /** The heading above it. */
  readonly heading: string;
  readonly script: string;
  /** It holds what is the reader's own: `export NAME=value` lines. */
  readonly values: boolean;
}

/** The `bash` blocks of a Markdown page, in order. A comment `<!-- values … -->` above a block marks those to be put in. */
export function readBlocks(path: string): readonly Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let script: string[] | undefined;
  let values = false;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (script !== undefined) {
      if (line === '```') {
        blocks.push({ heading, script: script.join('\n'), values });
        script = undefined;
        values = false;
      } else script.push(line);
    } else if (line === '```bash') script = [];
    else if (line.startsWith('<!-- values')) values = true;
    else heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading;
  }
  if (script !== undefined) throw new Error(`${path} ends inside a block`);
  return blocks;
}

/** A block of values with other values. Throws unless exactly the names of `values` stand in it. */
export function fillBlock({ script }: Block, values: Readonly<Record<string, string>>): string {
  const names = [...script.matchAll(/^export (\w+)=/gm)].map(([, name = '']) => name);
  const wanted = Object.keys(values);
  if (names.toSorted().join() !== wanted.toSorted().join()) {
    throw new Error(`the page asks for ${names.join(', ')}, the test has ${wanted.join(', ')}`);
  }
  return names.map((name) => `export ${name}='${values[name]}'`).join('\n');
}
