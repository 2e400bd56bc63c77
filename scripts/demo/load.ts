import { Agent, request } from 'node:http';

export interface LoadOptions {
  readonly url: string;
  readonly perSecond: number;
  /** An answer that takes longer counts as lost. Default: 1000. */
  readonly limitMs?: number;
  /** After this the request ends without an answer: so late ones are told by how late they were. Default: twice the limit. */
  readonly endMs?: number;
}

/** A request without a good answer in time. */
export interface Loss {
  /** Milliseconds after the load began. */
  readonly afterMs: number;
  /** `502`, `ECONNRESET`, `1203 ms`. */
  readonly why: string;
}

export interface LoadReport {
  readonly sent: number;
  readonly lost: readonly Loss[];
  /** How many good answers each version gave, by the `version` of the answer's JSON. */
  readonly versions: ReadonlyMap<string, number>;
  /** For each second since the load began: good answers by version, and `lost`. */
  readonly traffic: readonly Readonly<Record<string, number>>[];
  readonly medianMs: number;
  readonly slowestMs: number;
  readonly seconds: number;
}

export interface Load {
  /** What has come back so far. */
  report(): LoadReport;
  /** Sends nothing more, waits for what is under way. */
  stop(): Promise<LoadReport>;
}

/**
 * Sends GET requests at an even pace, whether or not earlier ones are answered, and never one twice. Nine in ten use
 * connections that are kept alive, as browsers and proxies do; every tenth opens one of its own.
 */
export function startLoad({ url, perSecond, limitMs = 1000, endMs = 2 * limitMs }: LoadOptions): Load {
  const began = performance.now();
  const kept = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const pending = new Set<Promise<void>>();
  const lost: Loss[] = [];
  const versions = new Map<string, number>();
  const traffic: Record<string, number>[] = [];
  const times: number[] = [];
  let sent = 0;

  const sendOne = async () => {
    const start = performance.now();
    const answer = await ask(url, sent++ % 10 === 9 ? undefined : kept, endMs);
    const end = performance.now();
    times.push(end - start);
    const late: Answer = { kind: 'lost', why: `${Math.round(end - start)} ms` };
    const counted = answer.kind === 'good' && end - start > limitMs ? late : answer;
    if (counted.kind === 'lost') lost.push({ afterMs: start - began, why: counted.why });
    else versions.set(counted.version, (versions.get(counted.version) ?? 0) + 1);
    const name = counted.kind === 'lost' ? 'lost' : counted.version;
    const second = Math.floor((start - began) / 1000);
    while (traffic.length <= second) traffic.push({});
    const row = traffic[second] ?? {};
    row[name] = (row[name] ?? 0) + 1;
  };
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    while (sent < due) {
      const one = sendOne();
      pending.add(one);
      void one.then(() => pending.delete(one));
    }
  }, 5);
  const report = (): LoadReport => {
    const sorted = times.toSorted((a, b) => a - b);
    return {
      sent,
      lost: [...lost],
      versions: new Map(versions),
      traffic: structuredClone(traffic),
      medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
      slowestMs: sorted.at(-1) ?? 0,
      seconds: (performance.now() - began) / 1000,
    };
  };
  return {
    report,
    async stop() {
      clearInterval(timer);
      await Promise.all(pending);
      kept.destroy();
      return report();
    },
  };
}

type Answer = { readonly kind: 'good'; readonly version: string } | { readonly kind: 'lost'; readonly why: string };

function ask(url: string, agent: Agent | undefined, endMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const lose = (error: NodeJS.ErrnoException) => resolve({ kind: 'lost', why: error.code ?? error.message });
    const outgoing = request(url, { agent: agent ?? false, signal: AbortSignal.timeout(endMs) }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', lose);
      response.on('end', () => {
        const { statusCode = 0 } = response;
        if (statusCode < 200 || statusCode > 299) resolve({ kind: 'lost', why: String(statusCode) });
        else resolve({ kind: 'good', version: versionOf(Buffer.concat(parts).toString()) });
      });
    });
    outgoing.on('error', lose);
    outgoing.end();
  });
}

function versionOf(body: string): string {
  try {
    const read: unknown = JSON.parse(body);
    const version = typeof read === 'object' && read !== null && 'version' in read ? read.version : undefined;
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unknown';
  }
}
