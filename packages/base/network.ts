/** How the program reaches other machines. Tests put the far end's own door here instead of sockets. */
export interface Network {
  /** Absent: node's own http and https. */
  readonly http?: HttpPort;
  /** A request handler for AWS SDK clients; absent: sockets. */
  readonly aws?: object;
}

export type HttpPort = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the answer must be complete. */
  readonly timeoutMs: number;
  /** Bytes of the body that are read at most. Default: 64 KiB, enough for what is asked whether it lives. */
  readonly mostBytes?: number;
}

/** What came of one request over a connection of its own: redirects are not followed. */
export type HttpAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** At most `mostBytes` of the request. */
      readonly body: string;
      readonly tookMs: number;
      /** Milliseconds since the epoch; only over TLS. */
      readonly certificateExpiresAt?: number;
    }
  /** `reason`: `ECONNREFUSED`, `ENOTFOUND`, `timeout`, `CERT_HAS_EXPIRED`, … */
  | { readonly kind: 'unanswered'; readonly reason: string; readonly message: string; readonly tookMs: number };
