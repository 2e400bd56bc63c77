import type { ApiResponse } from './model.ts';
import type { Operation } from './route.ts';
import { json } from './texts.ts';

/**
 * One page of a list, with the Link header of GitHub. `wrap` makes the body of the page's items.
 * https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
export function paginate<T>(
  operation: Pick<Operation, 'query' | 'origin' | 'path'>,
  all: readonly T[],
  wrap: (page: readonly T[]) => unknown = (page) => page,
): ApiResponse {
  const { query, origin, path } = operation;
  const size = Math.min(100, Math.max(1, Number(query.get('per_page')) || 30));
  const page = Math.max(1, Number(query.get('page')) || 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const address = (number: number) => {
    const url = new URL(path, origin);
    for (const [name, value] of query) url.searchParams.set(name, value);
    url.searchParams.set('page', String(number));
    return url.href;
  };
  const links = [
    ...(page > 1 ? [`<${address(page - 1)}>; rel="prev"`] : []),
    ...(page < last ? [`<${address(page + 1)}>; rel="next"`, `<${address(last)}>; rel="last"`] : []),
    ...(page > 1 ? [`<${address(1)}>; rel="first"`] : []),
  ];
  const items = all.slice((page - 1) * size, page * size);
  return json(200, wrap(items), links.length === 0 ? {} : { link: links.join(', ') });
}
