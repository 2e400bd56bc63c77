import { AwsFault } from '../service.ts';
import { error } from '../texts.ts';

interface Paged {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** One page of a list, and the token of the next one when there is more. `InvalidParameterException` for bad paging. */
export function page<T>(
  all: readonly T[],
  asked: Paged,
  most: number,
  usual = most,
): { items: T[]; nextToken?: string } {
  const size = asked.maxResults ?? usual;
  if (!(size >= 1 && size <= most)) throw new AwsFault('InvalidParameterException', error.maxResults(most));
  const start = asked.nextToken === undefined ? 0 : Number(Buffer.from(asked.nextToken, 'base64').toString());
  if (!Number.isInteger(start) || start < 0) throw new AwsFault('InvalidParameterException', error.tokenInvalid);
  const items = all.slice(start, start + size);
  const end = start + size;
  return end < all.length ? { items, nextToken: Buffer.from(String(end)).toString('base64') } : { items };
}
