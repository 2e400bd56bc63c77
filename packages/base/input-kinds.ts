import type * as z from 'zod';

/**
 * How one kind of input is written by a user and what it becomes. `parse` gets a non-empty string; it throws `InputProblem`,
 * or rejects with it.
 */
export interface InputKind<T> {
  readonly name: string;
  /** What is allowed, in words, for messages and tables: "true or false". */
  readonly allowed: string;
  parse(raw: string): T | Promise<T>;
  /** Present for structured inputs: published as a JSON Schema. */
  readonly schema?: () => Promise<z.ZodType>;
}

/** One row of a spec. `R` is `true` when the parsed value is always there (required, or has a default). */
export interface InputRow<T = unknown, R extends boolean = boolean> {
  readonly kind: InputKind<T>;
  readonly description: string;
  readonly required: boolean;
  readonly default?: string;
  /** Values of this input are masked in everything printed. */
  readonly secret?: true;
  /** The value comes from another job's output. Given but empty it fails: the runner blanks outputs that contain a secret. */
  readonly handOver?: true;
  /** Type level only: whether the value is always there. */
  readonly present?: R;
}

/**
 * Default of a hand-over input in action.yml. A runner sets every input, to '' when it has neither value nor default:
 * only a default of its own tells "not given" from "given, and blanked on the way".
 */
export const notGiven = '(none)';

export type InputRows = Readonly<Record<string, InputRow>>;

/** The parsed values of rows: `string | undefined` for an optional text, `boolean` for a flag with a default. */
export type InputValues<Rows extends InputRows> = {
  readonly [K in keyof Rows]: Rows[K] extends InputRow<infer T, infer R> ? (R extends true ? T : T | undefined) : never;
};

/** An input value that is not allowed: `message` says what is wrong with it, without repeating the value. */
export class InputProblem extends Error {
  override name = 'InputProblem';
}

const problem = (message: string): never => {
  throw new InputProblem(message);
};

export const text: InputKind<string> = { name: 'text', allowed: 'any text', parse: (raw) => raw };

export const flag: InputKind<boolean> = {
  name: 'flag',
  allowed: 'true or false',
  parse: (raw) =>
    /^true$/i.test(raw.trim()) ? true : /^false$/i.test(raw.trim()) ? false : problem('is neither true nor false'),
};

/** A whole number within bounds. */
export const whole = (min = 0, max = Number.MAX_SAFE_INTEGER): InputKind<number> => ({
  name: 'number',
  allowed: max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`,
  parse(raw) {
    const value = Number(raw.trim());
    return /^-?\d+$/.test(raw.trim()) && value >= min && value <= max ? value : problem('is not in range');
  },
});

/** Minutes, parsed to milliseconds. Fractions are allowed ("0.5"). */
export const minutes: InputKind<number> = {
  name: 'minutes',
  allowed: 'minutes, more than 0 and at most 1440',
  parse(raw) {
    const value = Number(raw.trim());
    return Number.isFinite(value) && value > 0 && value <= 1440
      ? value * 60_000
      : problem('is not a number of minutes');
  },
};

export const choice = <const Options extends readonly string[]>(...options: Options): InputKind<Options[number]> => ({
  name: 'choice',
  allowed: options.join(', '),
  parse: (raw) => options.find((option) => option === raw.trim()) ?? problem('is not one of these'),
});

/** A list, one entry a line; a single line may use commas. Blank entries are dropped, entries are trimmed. */
export const list: InputKind<readonly string[]> = {
  name: 'list',
  allowed: 'one entry a line (or commas)',
  parse: (raw) => splitList(raw),
};

/** A list whose entries have commas of their own: one entry a line. */
export const lines: InputKind<readonly string[]> = {
  name: 'lines',
  allowed: 'one entry a line',
  parse: (raw) =>
    raw
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
};

/** `NAME=value` pairs, one a line, split at the first `=`. Values keep every other character, also `=`, `#` and commas. */
export const pairs: InputKind<Readonly<Record<string, string>>> = {
  name: 'pairs',
  allowed: 'NAME=value, one a line',
  parse(raw) {
    const result: Record<string, string> = {};
    for (const line of raw.split(/\r?\n/)) {
      if (line.trim() === '') continue;
      const cut = line.indexOf('=');
      const name = line.slice(0, cut).trim();
      if (cut < 1 || name === '') problem(`has the line "${clip(line)}", which is not NAME=value`);
      if (Object.hasOwn(result, name)) problem(`names ${name} twice`);
      result[name] = line.slice(cut + 1).replace(/\r$/, '');
    }
    return result;
  },
};

/**
 * YAML or JSON held against a schema. All problems are named in one message, each with its path. The schema, and with it
 * the libraries for YAML and schemas, is loaded when such an input is given: few are, and loading takes a fifth of the start.
 */
export const structured = <Schema extends z.ZodType>(
  name: string,
  schema: () => Promise<Schema>,
): InputKind<z.output<Schema>> => ({
  name,
  allowed: `YAML or JSON (schema ${name})`,
  schema,
  async parse(raw) {
    const [{ parse: parseYaml }, held] = await Promise.all([import('yaml'), schema()]);
    let value: unknown;
    try {
      value = parseYaml(raw);
    } catch (error) {
      const reason = Error.isError(error) ? (error.message.split('\n')[0] ?? '') : '';
      return problem(`is not valid YAML or JSON: ${reason}`);
    }
    const result = held.safeParse(value);
    if (result.success) return result.data;
    // Few runs need it: loaded when an input is wrong.
    const { describeIssues } = await import('./describe-issues.ts');
    return problem(describeIssues(result.error.issues));
  },
});

type RowExtras = { readonly secret?: true; readonly handOver?: true };

export const optional = <T>(kind: InputKind<T>, description: string, extras: RowExtras = {}): InputRow<T, false> => ({
  kind,
  description,
  required: false,
  ...extras,
});

export const required = <T>(kind: InputKind<T>, description: string, extras: RowExtras = {}): InputRow<T, true> => ({
  kind,
  description,
  required: true,
  ...extras,
});

/** `fallback` is written as a user would write it; it stands in action.yml. */
export const defaulted = <T>(
  kind: InputKind<T>,
  fallback: string,
  description: string,
  extras: RowExtras = {},
): InputRow<T, true> => ({ kind, description, required: false, default: fallback, ...extras });

export function splitList(raw: string): readonly string[] {
  const lines = raw.split(/\r?\n/).filter((line) => line.trim() !== '');
  const entries = lines.length === 1 ? (lines[0] ?? '').split(',') : lines;
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}

const clip = (line: string) => (line.length > 60 ? `${line.slice(0, 57)}…` : line);
