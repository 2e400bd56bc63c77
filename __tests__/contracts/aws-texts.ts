import { type SourceFile, typeScriptIn } from './source-files.ts';

/** One text of AWS, a constant or a function, in a `texts.ts` of local-aws. */
export interface AwsText {
  readonly file: string;
  /** As it is written where it is used: `stopped.spot`, `quotaExceeded`. */
  readonly name: string;
  /** What stands in square brackets in the comment behind it, without them; all that there are. */
  readonly sources: readonly string[];
  /** What it can say. */
  readonly patterns: readonly RegExp[];
}

const isTexts = ({ path }: SourceFile) => /^local-aws\/(?:[\w-]+\/)?texts\.ts$/.test(path);

/** Every text of every `local-aws/…/texts.ts`; a new one counts by being there. */
export async function awsTexts(): Promise<readonly AwsText[]> {
  const files = await Promise.all(
    typeScriptIn('local-aws')
      .filter(isTexts)
      .map(async ({ path, text }) => {
        const exported: Record<string, unknown> = await import(`../../${path}`);
        return Object.entries(exported).flatMap(([name, value]) => textsOf(path, text, name, value));
      }),
  );
  return files.flat();
}

function textsOf(file: string, source: string, name: string, value: unknown): readonly AwsText[] {
  const start = source.search(new RegExp(`^export const ${name}\\b`, 'm'));
  const end = afterStatement(source, start);
  const statement = source.slice(start, end);
  if (!isGroup(value)) return [{ file, name, sources: sourcesIn(statement), patterns: patternsOf(value) }];
  return Object.entries(value).map(([key, one]) => {
    const from = statement.search(new RegExp(`^  ${key}:`, 'm'));
    const next = statement.slice(from + 1).search(/^(?: {2}\w+:|\})/m);
    const part = statement.slice(from, next === -1 ? undefined : from + 1 + next);
    return { file, name: `${name}.${key}`, sources: sourcesIn(part), patterns: patternsOf(one) };
  });
}

/** Where the next statement at the left margin begins. */
function afterStatement(source: string, start: number): number {
  const next = source.slice(start + 1).search(/^(?:export |const |\/\*\*)/m);
  return next === -1 ? source.length : start + 1 + next;
}

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !('state' in value);

const sourcesIn = (part: string): readonly string[] =>
  [...part.matchAll(/[,;] \/\/ (.*)$/gm)].flatMap(([, comment = '']) =>
    [...comment.matchAll(/\[([^\]]*)\]/g)].map(([, source = '']) => source),
  );

function patternsOf(value: unknown): readonly RegExp[] {
  if (typeof value === 'string') return [pattern([value])];
  // A fault without parameters is asked for its words.
  if (typeof value === 'function' && value.length === 0) return patternsOf(value());
  if (typeof value === 'function') return templatesIn(String(value)).map(pattern);
  if (Error.isError(value)) return [pattern([value.message])];
  const said = typeof value === 'object' && value !== null && 'description' in value ? value.description : undefined;
  return typeof said === 'string' ? [pattern([said])] : [];
}

/** The fixed parts of the outermost template literals of a function, for each of them. */
function templatesIn(code: string): readonly (readonly string[])[] {
  const found: string[][] = [];
  for (let at = code.indexOf('`'); at !== -1; at = code.indexOf('`', at)) {
    const parts = [''];
    for (at++; code[at] !== '`' && at < code.length; at++) {
      if (code[at] === '\\') parts.push((parts.pop() ?? '') + unescaped(code[++at] ?? ''));
      else if (code.startsWith('${', at)) {
        at = endOfHole(code, at + 2);
        parts.push('');
      } else parts.push((parts.pop() ?? '') + code[at]);
    }
    at++;
    found.push(parts);
  }
  return found;
}

const unescaped = (letter: string): string => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? letter;

function endOfHole(code: string, start: number): number {
  let depth = 1;
  for (let at = start; at < code.length; at++) {
    if (code[at] === '{') depth++;
    if (code[at] === '}' && --depth === 0) return at;
  }
  throw new SyntaxError(`no end of \${ in ${code}`);
}

/** A constant that ends in a space is a beginning. */
function pattern(parts: readonly string[]): RegExp {
  const end = parts.at(-1)?.endsWith(' ') ? '' : '$';
  return new RegExp(`^${parts.map((part) => literally(part)).join('.*?')}${end}`, 's');
}

/** The source of an expression that finds just this. */
export const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
