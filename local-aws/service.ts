/** What every simulated AWS service is made of. The wire (protocols, routing, signing scope) is in `wire.ts`. */

/** Who calls, read from the request's signature and headers. */
export interface Call {
  readonly account: string;
  readonly region: string;
  /** Access key id of the caller. */
  readonly accessKey: string;
  /** The body as it came, so that members which no SDK knows are seen. */
  readonly raw: string;
}

/** An error answer, with AWS's own code and text. */
export class AwsFault extends Error {
  override name = 'AwsFault';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** One operation: the parsed input in, the output members out (dates as `Date`: the protocol writes them its own way). */
export type Operation = (input: never, call: Call) => unknown;

export interface Service {
  /** The service's name in the credential scope of a signature: `ecs`, `rds`, `elasticloadbalancing`, … */
  readonly name: string;
  readonly protocol:
    | { readonly kind: 'json'; readonly targetPrefix: string; readonly version: '1.0' | '1.1' }
    | { readonly kind: 'query'; readonly apiVersion: string; readonly namespace: string };
  readonly operations: Readonly<Record<string, Operation>>;
}

/** A request and its answer, apart from any socket: what `LocalAws.handle` works on. */
export interface WireRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Set by a fault: the connection is cut instead of answered (`true`), or the body is cut after so many bytes. */
  readonly cut?: boolean | number;
  /** Set by a fault: milliseconds of the world's clock that pass before the answer goes out. */
  readonly delay?: number;
}
