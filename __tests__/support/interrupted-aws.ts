import type { Shop } from './shop.ts';

/** Something that happens when a run calls an operation: before it is carried out, or after it, before its answer. */
export interface Interruption {
  /** `UpdateService`. */
  readonly operation: string;
  readonly when: 'before' | 'after';
  /** Which call of it, from 1. */
  readonly nth?: number;
}

interface Handler {
  handle(
    request: { readonly headers: Readonly<Record<string, string>> },
    options?: { readonly abortSignal?: AbortSignal },
  ): Promise<unknown>;
}

const operationOf = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .find(([name]) => name.toLowerCase() === 'x-amz-target')?.[1]
    .split('.')
    .at(-1) ?? '';

/** The shop's AWS for one run, where `what` happens once, at the interruption. */
export function interruptedAws(
  shop: Shop,
  { operation, when, nth = 1 }: Interruption,
  what: () => unknown,
  far = shop.host().network.aws as Handler,
): Handler {
  let calls = 0;
  return {
    ...far,
    async handle(request, options) {
      const hit = operationOf(request.headers) === operation && ++calls === nth;
      if (hit && when === 'before') what();
      const answer = far.handle(request, options);
      if (!hit || when === 'before') return await answer;
      // The far end carries a request out at once; what is lost from now on is its answer.
      what();
      return await answer;
    },
  };
}

/** The shop's AWS for a run whose machine dies at the interruption: from there on nothing is answered any more. */
export function dyingAws(
  shop: Shop,
  interruption: Interruption,
): { readonly aws: object; readonly dead: Promise<void> } {
  const { promise: dead, resolve: announce } = Promise.withResolvers<void>();
  const { aws, cut } = mortalAws(shop);
  const dying = {
    ...interruptedAws(
      shop,
      interruption,
      () => {
        cut();
        announce();
      },
      aws,
    ),
  };
  return { aws: dying, dead };
}

/** The shop's AWS until `cut`: then no request leaves any more, and no answer comes. */
export function mortalAws(shop: Shop): { readonly aws: Handler; readonly cut: () => void } {
  const own = shop.host().network.aws as Handler;
  let isCut = false;
  const aws: Handler = {
    ...own,
    async handle(request, options) {
      if (isCut) return silence(options);
      const answer = await own.handle(request, options);
      return isCut ? silence(options) : answer;
    },
  };
  return {
    aws,
    cut: () => {
      isCut = true;
    },
  };
}

/** No answer, until the caller itself gives up. */
const silence = ({ abortSignal: signal }: { readonly abortSignal?: AbortSignal } = {}): Promise<never> =>
  new Promise((_, reject) => {
    const give = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    if (signal?.aborted) give();
    signal?.addEventListener('abort', give, { once: true });
  });
