import type { Access, ApiResponse, GithubState, Permission, Repository } from './model.ts';

/** What an operation is given. */
export interface Operation {
  readonly state: GithubState;
  readonly repository: Repository;
  /** Where this API is reached, `http://127.0.0.1:4600`. */
  readonly origin: string;
  /** Parts of the path that its pattern names. */
  readonly parts: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Path without the query. */
  readonly path: string;
  /** ISO 8601 with whole seconds, as GitHub shows times. */
  readonly now: string;
}

export interface Route {
  readonly method: string;
  /** `/repos/:owner/:repo/deployments/:id`; `:ref*` takes the rest of the path up to what follows. */
  readonly pattern: RegExp;
  /** What the token must be allowed to. */
  readonly needs: readonly [Permission, Access];
  readonly answer: (operation: Operation) => ApiResponse;
}

export function route(
  call: string,
  needs: readonly [Permission, Access],
  answer: (operation: Operation) => ApiResponse,
): Route {
  const [method = '', path = ''] = call.split(' ');
  const source = path.replace(
    /:(\w+)(\*?)/g,
    (_, name: string, rest: string) => `(?<${name}>${rest ? '.+?' : '[^/]+'})`,
  );
  return { method, pattern: new RegExp(`^/repos/(?<owner>[^/]+)/(?<repo>[^/]+)${source}$`), needs, answer };
}

/** A whole number of the path, 0 for anything else: no resource has that id. */
export const idIn = (parts: Readonly<Record<string, string>>, name = 'id'): number => {
  const value = Number(parts[name]);
  return Number.isSafeInteger(value) ? value : 0;
};

export const textIn = (body: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
};
