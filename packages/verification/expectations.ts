import * as z from 'zod';
import { readUrl } from './read-url.ts';

/** How users write what is sent and what they expect of an answer, and what it becomes. */

const reject = (context: { addIssue(issue: { code: 'custom'; message: string }): void }, message: string) => {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
};

export const httpUrl = z.string({ error: 'is missing, or not a text' }).transform((text, context): URL => {
  try {
    return readUrl(text);
  } catch (error) {
    return reject(context, Error.isError(error) ? error.message : String(error));
  }
});

/** A JSON pointer as RFC 6901 has it: "" or "/a/b", with ~0 and ~1 as the only escapes. */
export const jsonPointer = z
  .string()
  .regex(/^(\/([^~]|~[01])*)?$/, { error: 'is not a JSON pointer, such as /status or /checks/0/state' });

/** `200`, `200-299`, `200,204`. Bounds are inclusive. */
export const statusRanges = z
  .union([z.int(), z.string()], { error: 'is not a status: write 200, 200-299 or 200,204' })
  .transform((raw, context) => {
    const ranges = String(raw)
      .split(',')
      .map((part) => /^\s*(\d{3})\s*(?:-\s*(\d{3})\s*)?$/.exec(part))
      .map((match) => ({ from: Number(match?.[1]), to: Number(match?.[2] ?? match?.[1]) }));
    const allowed = ranges.every(({ from, to }) => from >= 100 && from <= to && to <= 599);
    return allowed ? ranges : reject(context, `"${raw}" is not a status: write 200, 200-299 or 200,204`);
  });

/** Text to contain, or a regular expression between slashes with its flags. */
export const bodyExpectation = z
  .string()
  .min(1)
  .transform((raw, context): string | RegExp => {
    const [, source, flags] = /^\/(.+)\/([imsuv]*)$/s.exec(raw) ?? [];
    if (source === undefined) return raw;
    try {
      return new RegExp(source, flags);
    } catch (error) {
      return reject(context, Error.isError(error) ? error.message : `${raw} is not a regular expression`);
    }
  });

/** Names as RFC 9110 has them. Node refuses a `Trailer` on a request whose body is not sent in chunks; ours never are. */
const headerName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'is not a header name' })
  .regex(/^(?!trailer$)/i, { error: 'cannot be sent: it announces what only follows a body in chunks' });

/** Values of one line in Latin-1, as HTTP carries them. The messages never repeat a value: it may be a token. */
const headerValue = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .refine((value) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value), {
    error: 'holds a line break or another character that no header may carry',
  });

/** Header names and their values. What passes never makes `sendHttp` throw. */
export const requestHeaders = z.record(headerName, headerValue, {
  error: (issue) => (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined),
});
