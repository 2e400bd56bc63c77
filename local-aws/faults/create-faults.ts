import type { LocalClock } from '../clock.ts';
import { AwsFault, type WireRequest, type WireResponse } from '../service.ts';
import { type Asked, readOperation } from '../wire/read-operation.ts';
import type { TimelineEntry } from '../world.ts';
import { denied, expired, faultResponse, htmlError, serverError, throttled } from './fault-response.ts';
import { hideOnce } from './hide-once.ts';
import { namedResource } from './named-resource.ts';
import { type FaultAction, type FaultRule, hits, type RuleCount } from './rules.ts';

/** Answers a request: local-aws itself, or a proxy's way to another emulator. */
export type Handle = (request: WireRequest) => Promise<WireResponse>;

export interface CallRecord {
  /** `ecs:DescribeServices` */
  readonly operation: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What the request names: a service, a repository, an ARN; empty when it names nothing. */
  readonly resource: string;
  readonly accessKey: string;
  /** Of the answer; 0 when the connection was cut. */
  readonly status: number;
  /** The fault that was applied, if any. */
  readonly fault?: FaultAction['kind'];
}

export interface Faults {
  readonly calls: readonly CallRecord[];
  /** Adds a rule; returns a function that takes it back. Of several rules that hit a call, the oldest is applied. */
  add(rule: FaultRule): () => void;
  clear(): void;
  /** The same answers, with the rules applied and the calls written down. */
  inFrontOf(handle: Handle): Handle;
}

export interface FaultOptions {
  readonly clock: LocalClock;
  readonly random: () => number;
  /** For the sentence of a denied call. */
  readonly account: string;
  readonly timeline?: TimelineEntry[];
}

interface Active {
  readonly rule: FaultRule;
  readonly count: RuleCount;
  readonly seen: Set<string>;
}

interface Remembered {
  readonly at: number;
  readonly response: WireResponse;
}

/** Answers to reads are kept, by request, so that stale ones can be given. */
const READS = /^[^:]*:(Describe|List|Get|BatchGet)/;
const REMEMBERED = 20;

export function createFaults({ clock, random, account, timeline }: FaultOptions): Faults {
  const active: Active[] = [];
  const calls: CallRecord[] = [];
  const history = new Map<string, Remembered[]>();

  const note = (asked: Asked, body: string, response: WireResponse, fault?: FaultAction['kind']) => {
    const operation = `${asked.service}:${asked.operation}`;
    const status = response.cut === true ? 0 : response.status;
    const at = clock.now();
    const resource = namedResource(asked, body);
    calls.push({
      operation,
      at,
      resource,
      accessKey: asked.accessKey,
      status,
      ...(fault === undefined ? {} : { fault }),
    });
    timeline?.push({
      at,
      kind: 'call',
      subject: operation,
      state: String(status),
      ...(fault ? { detail: { fault } } : {}),
    });
    return response;
  };

  const remember = (key: string, response: WireResponse) => {
    if (!READS.test(key)) return response;
    const before = history.get(key) ?? [];
    history.set(key, [...before, { at: clock.now(), response }].slice(-REMEMBERED));
    return response;
  };

  const stale: Act['stale'] = (key, { ms = 0, most = Number.POSITIVE_INFINITY }) => {
    const found = history.get(key)?.findLast(({ at }) => clock.now() - at >= ms);
    return found !== undefined && clock.now() - found.at < most ? found.response : undefined;
  };

  return {
    calls,
    add(rule) {
      const entry: Active = { rule, count: { matched: 0, applied: 0 }, seen: new Set() };
      active.push(entry);
      return () => void active.splice(active.indexOf(entry), active.includes(entry) ? 1 : 0);
    },
    clear: () => void active.splice(0),
    inFrontOf: (handle) => async (request) => {
      const asked = readOperation(request);
      const key = `${asked.service}:${asked.operation} ${request.body}`;
      const { accessKey } = asked;
      const call = { name: `${asked.service}:${asked.operation}`, body: request.body, now: clock.now(), accessKey };
      const hit = active.find(({ rule, count }) => hits(rule, count, call, random));
      const next = async () => remember(key, await handle(request));
      if (hit === undefined) return note(asked, request.body, await next());
      const act = { asked, key, request, next, stale, seen: hit.seen, account };
      return note(asked, request.body, await apply(hit.rule.do, act), hit.rule.do.kind);
    },
  };
}

interface Act {
  readonly asked: Asked;
  readonly key: string;
  readonly request: WireRequest;
  readonly next: () => Promise<WireResponse>;
  readonly stale: (key: string, age: { readonly ms?: number; readonly most?: number }) => WireResponse | undefined;
  readonly seen: Set<string>;
  readonly account: string;
}

async function apply(action: FaultAction, act: Act): Promise<WireResponse> {
  const { asked, key, request, next, stale, seen, account } = act;
  switch (action.kind) {
    case 'throttle':
      return faultResponse(asked, throttled(asked));
    case 'server-error':
      return faultResponse(asked, serverError(asked, action.status ?? 500));
    case 'html-error':
      return htmlError;
    case 'latency':
      return { ...(await next()), delay: action.ms };
    case 'drop-connection':
      return action.after === true ? { ...(await next()), cut: true } : { ...htmlError, cut: true };
    case 'truncate': {
      const response = await next();
      return { ...response, cut: action.bytes ?? Math.floor(Buffer.byteLength(response.body) / 2) };
    }
    case 'stale': {
      // The call is made all the same: its answer is what a later call may be told too late.
      const old = stale(key, action);
      const fresh = await next();
      return old ?? fresh;
    }
    case 'deny': {
      const principal = action.principal ?? `arn:aws:sts::${account}:assumed-role/deployer/session`;
      return faultResponse(asked, denied(asked, request.body, principal, account));
    }
    case 'expired-token':
      return faultResponse(asked, expired(asked));
    case 'missing-once':
      return hideOnce(request, await next(), seen);
    case 'missing':
      return hideOnce(request, await next(), new Set());
    case 'error':
      return faultResponse(asked, new AwsFault(action.code, action.message, action.status ?? 400));
  }
}
