import * as z from 'zod';
import type { ActionSpec } from '#base/action-spec';

/** JSON Schemas of all structured inputs, by the name of the input's kind: what a user may write. */
export async function renderSchemas(specs: readonly ActionSpec[]): Promise<ReadonlyMap<string, string>> {
  const schemas = new Map<string, string>();
  for (const { kind } of specs.flatMap((spec) => Object.values(spec.inputs))) {
    if (kind.schema === undefined) continue;
    const schema = z.toJSONSchema(await kind.schema(), { io: 'input', target: 'draft-7' });
    const text = `${JSON.stringify({ title: kind.name, ...schema }, undefined, 2)}\n`;
    if ((schemas.get(kind.name) ?? text) !== text) throw new Error(`two different schemas are called ${kind.name}`);
    schemas.set(kind.name, text);
  }
  return schemas;
}
