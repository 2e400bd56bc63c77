import * as z from 'zod';
import type { FaultRule } from '../faults/rules.ts';

const kind = <K extends string>(name: K) => z.strictObject({ kind: z.literal(name) });
const ms = z.number().nonnegative();

const action = z.discriminatedUnion('kind', [
  kind('throttle'),
  kind('server-error').extend({ status: z.literal([500, 502, 503, 504]).exactOptional() }),
  kind('html-error'),
  kind('latency').extend({ ms }),
  kind('drop-connection').extend({ after: z.literal(true).exactOptional() }),
  kind('truncate').extend({ bytes: z.int().nonnegative().exactOptional() }),
  kind('stale').extend({ ms: ms.exactOptional(), most: ms.exactOptional() }),
  kind('deny').extend({ principal: z.string().exactOptional() }),
  kind('expired-token'),
  kind('missing-once'),
  kind('missing'),
  kind('error').extend({ code: z.string(), message: z.string(), status: z.int().exactOptional() }),
]);

const rule = z
  .strictObject({
    operation: z.string().exactOptional(),
    /** In place of `operation`: an expression over its name. */
    matching: z.string().exactOptional(),
    nth: z.int().positive().exactOptional(),
    every: z.int().positive().exactOptional(),
    times: z.int().nonnegative().exactOptional(),
    from: z.number().exactOptional(),
    until: z.number().exactOptional(),
    probability: z.number().min(0).max(1).exactOptional(),
    body: z.string().exactOptional(),
    except: z.string().exactOptional(),
    do: action,
  })
  .refine(({ operation, matching }) => (operation === undefined) !== (matching === undefined), {
    message: 'needs operation ("ecs:DescribeServices") or matching ("^ecs:Describe"), one of them',
  });

/** The rules of `faults/rules.ts` as JSON, one or a list. Throws with every problem and its path in one sentence. */
export function readRules(json: unknown): readonly FaultRule[] {
  const read = z.array(rule).safeParse(Array.isArray(json) ? json : [json]);
  if (!read.success) {
    throw new Error(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  }
  return read.data.map(({ operation = '', matching, ...rest }) => ({
    ...rest,
    operation: matching === undefined ? operation : new RegExp(matching),
  }));
}
