import * as z from 'zod';
import { validationError } from './texts.ts';

/** A list as the Query protocol brings it: the SDK writes an empty list as an empty text. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .union([z.array(item), z.literal('').transform((): z.output<Item>[] => [])])
    .optional()
    .transform((items) => items ?? []);

/** The Query protocol knows text only. */
export const whole = z.coerce.number().int();

export const switched = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** Holds the parsed body of a request against a shape; throws AWS's `ValidationError` with every problem. */
export function readInput<Shape extends z.ZodType>(shape: Shape, input: unknown): z.output<Shape> {
  const result = shape.safeParse(input ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`);
  throw validationError(`${problems.length} validation error(s) detected: ${problems.join('; ')}`);
}
