/** What happens to a call instead of, or beside, its answer. */
export type FaultAction =
  | { readonly kind: 'throttle' }
  /** 500 `ServerException`, or another 5xx status. */
  | { readonly kind: 'server-error'; readonly status?: 500 | 502 | 503 | 504 }
  /** 503 with a page of HTML, as a proxy in between answers. */
  | { readonly kind: 'html-error' }
  /** The call is made at once, its answer comes so much later. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** The call is not made; the connection is cut. With `after`, it is made, and only its answer is lost. */
  | { readonly kind: 'drop-connection'; readonly after?: true }
  /** The answer ends after so many bytes; default half of it. */
  | { readonly kind: 'truncate'; readonly bytes?: number }
  /**
   * The answer to the same request before, or the newest that is at least `ms` old; the true one when there is none, or
   * none that is younger than `most` (in ms, too).
   */
  | { readonly kind: 'stale'; readonly ms?: number; readonly most?: number }
  /** With AWS's sentence, which names the action and its resource (denied-resource.ts). */
  | { readonly kind: 'deny'; readonly principal?: string }
  | { readonly kind: 'expired-token' }
  /** Each thing that a Describe call names is MISSING the first time it is asked for. */
  | { readonly kind: 'missing-once' }
  /** Everything that a Describe call names is MISSING. */
  | { readonly kind: 'missing' }
  /** Any other error. */
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly status?: number };

export interface FaultRule {
  /** `ecs:DescribeServices`, as IAM names actions; or an expression over that name. */
  readonly operation: string | RegExp;
  /** Only the n-th matching call, from 1. */
  readonly nth?: number;
  /** Only every n-th matching call. */
  readonly every?: number;
  /** At most so many times. */
  readonly times?: number;
  /** Milliseconds since the epoch: from (inclusive) and until (exclusive). */
  readonly from?: number;
  readonly until?: number;
  /** From 0 to 1; default 1. */
  readonly probability?: number;
  /** Only calls whose body contains this. */
  readonly body?: string;
  /** Not calls of this access key: others go on undisturbed, and are not counted. */
  readonly except?: string;
  readonly do: FaultAction;
}

/** How often a rule was asked and applied. */
export interface RuleCount {
  matched: number;
  applied: number;
}

/** Whether the rule hits this call; counts it. */
export function hits(
  rule: FaultRule,
  count: RuleCount,
  call: { readonly name: string; readonly body: string; readonly now: number; readonly accessKey: string },
  random: () => number,
): boolean {
  const named = typeof rule.operation === 'string' ? rule.operation === call.name : rule.operation.test(call.name);
  if (!named || (rule.body !== undefined && !call.body.includes(rule.body))) return false;
  if (rule.except !== undefined && rule.except === call.accessKey) return false;
  if (call.now < (rule.from ?? 0) || call.now >= (rule.until ?? Number.POSITIVE_INFINITY)) return false;
  count.matched++;
  if (rule.nth !== undefined && count.matched !== rule.nth) return false;
  if (rule.every !== undefined && count.matched % rule.every !== 0) return false;
  if (count.applied >= (rule.times ?? Number.POSITIVE_INFINITY)) return false;
  if (rule.probability !== undefined && random() >= rule.probability) return false;
  count.applied++;
  return true;
}
