import { AwsFault } from '../service.ts';
import * as texts from './texts.ts';

/** Parsed query input: every scalar is text, lists are arrays. */
export type QueryInput = Readonly<Record<string, unknown>>;

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The text of a parameter, `undefined` when it is absent or empty. */
export function textOf(input: QueryInput, name: string): string | undefined {
  const value = input[name];
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

export function requiredText(input: QueryInput, name: string): string {
  const value = textOf(input, name);
  if (value === undefined) throw new AwsFault('MissingParameter', texts.missing(name));
  return value;
}

/** The entries of a list parameter; none when it is absent. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function tagsOf(input: QueryInput): readonly Tag[] {
  return listOf(input.Tags).map((entry) => {
    const { Key: key, Value: value } = { Key: '', Value: '', ...(entry as object) };
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Tag.html
    if (key === '' || /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/u.test(key + value) || key.length > 128 || value.length > 256) {
      throw new AwsFault('InvalidParameterValue', texts.badTag(key));
    }
    return { Key: key, Value: value };
  });
}

/** `Filters` as pairs of a name and its accepted values. */
export function filtersOf(input: QueryInput): readonly { name: string; values: readonly string[] }[] {
  return listOf(input.Filters).map((entry) => {
    const filter: { Name?: unknown; Values?: unknown } = { ...(entry as object) };
    return { name: String(filter.Name ?? ''), values: listOf(filter.Values).map(String) };
  });
}

/** One page of `all` by `MaxRecords` (20 to 100, default 100) and `Marker`. */
export function pageOf<T>(all: readonly T[], input: QueryInput): { page: readonly T[]; marker?: string } {
  const size = Number(textOf(input, 'MaxRecords') ?? 100);
  if (!(size >= 20 && size <= 100)) {
    throw new AwsFault('InvalidParameterValue', texts.badMaxRecords(String(input.MaxRecords)));
  }
  const marker = textOf(input, 'Marker');
  const start = marker === undefined ? 0 : Number(Buffer.from(marker, 'base64url').toString().replace('from:', ''));
  if (!Number.isInteger(start)) throw new AwsFault('InvalidParameterValue', texts.badMarker);
  const page = all.slice(start, start + size);
  const next = start + size < all.length ? Buffer.from(`from:${start + size}`).toString('base64url') : undefined;
  return { page, ...(next === undefined ? {} : { marker: next }) };
}
