import { readdirSync } from 'node:fs';
import { type ReasonCode, reasons } from '#report/reasons';

/**
 * A scenario that ends with a reason code. The files of this folder export arrays of such cases, and tests run them:
 * `test.each(ecsCauses)('$code: $name', …)`. A file that is put here counts, nobody has to list it. A case may have
 * more fields, which are between it and its test.
 */
export interface Case {
  readonly code: ReasonCode;
  readonly name: string;
}

/** A case with the file that it stands in. */
export interface FoundCase extends Case {
  readonly file: string;
}

/** Every case of every file of this folder. */
export async function allCases(): Promise<readonly FoundCase[]> {
  const files = readdirSync(new URL('.', import.meta.url)).filter((file) => /\.ts$/.test(file) && file !== 'index.ts');
  const found = await Promise.all(
    files.map(async (file) => {
      const exported: Record<string, unknown> = await import(new URL(file, import.meta.url).href);
      const cases = Object.values(exported).flatMap((value) => (Array.isArray(value) ? value.filter(isCase) : []));
      return cases.map(({ code, name }) => ({ code, name, file }));
    }),
  );
  return found.flat();
}

function isCase(value: unknown): value is Case {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('name' in value)) return false;
  return typeof value.code === 'string' && Object.hasOwn(reasons, value.code) && typeof value.name === 'string';
}
