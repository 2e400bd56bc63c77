import { AwsFault } from '../service.ts';
import * as texts from './texts.ts';

/** One page of `all`: 1 to 1000 entries, 100 unless said otherwise, and the token of the next page if there is one. */
export function pageOf<T>(all: readonly T[], input: { nextToken?: string; maxResults?: number }) {
  const { maxResults = 100 } = input;
  if (!(maxResults >= 1 && maxResults <= 1000)) {
    const rule = 'must be between 1 and 1000';
    throw new AwsFault('InvalidParameterException', texts.badParameter('maxResults', rule));
  }
  const from = input.nextToken === undefined ? 0 : Number(Buffer.from(input.nextToken, 'base64url').toString());
  if (!Number.isInteger(from)) {
    throw new AwsFault('InvalidParameterException', texts.badParameter('nextToken', 'must be a valid token'));
  }
  const end = from + maxResults;
  const nextToken = end < all.length ? { nextToken: Buffer.from(String(end)).toString('base64url') } : {};
  return { page: all.slice(from, end), nextToken };
}
