/** One object of an answer of GitHub's; every field has to be looked at before it is used. */
export type Fields = Readonly<Record<string, unknown>>;

/** Anything as an object; what is none has no fields. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** The text of a field, `''` when it is none. */
export function textOf(of: unknown, name: string): string {
  const value = fieldsOf(of)[name];
  return typeof value === 'string' ? value : '';
}

/** The number of a field, 0 when it is none. */
export function numberOf(of: unknown, name: string): number {
  const value = fieldsOf(of)[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** The objects of a list field, or of the answer itself when `name` is absent. */
export function listOf(of: unknown, name?: string): readonly Fields[] {
  const value = name === undefined ? of : fieldsOf(of)[name];
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** A time of GitHub's in milliseconds since the epoch; `undefined` when there is none. */
export function timeOf(of: unknown, name: string): number | undefined {
  const at = Date.parse(textOf(of, name));
  return Number.isNaN(at) ? undefined : at;
}
