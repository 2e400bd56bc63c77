import { type BundleOptions, runBundle } from '../../__tests__/support/run-bundle.ts';
import type { ProgramEnd } from '../../__tests__/support/run-program.ts';
import { cluster, openShop, type Shop, type ShopOptions } from '../../__tests__/support/shop.ts';
import { BenchClock } from './bench-clock.ts';

export interface SceneOptions extends Omit<ShopOptions, 'clock'> {
  /** The folder of the built actions. */
  readonly dist: string;
  /** How many times as fast as the machine's time that of the measured run goes. */
  readonly speed: number;
  /** Milliseconds of the machine's time after which the run is killed. Default: 180 000. */
  readonly timeoutMs?: number;
  /** What happened before the run: deployments of the past. On virtual time, so it costs nothing. */
  readonly before?: (shop: Shop) => Promise<void>;
}

/** What one run of a bundle was seen to do, from outside. Times in ms since the epoch of local-aws' clock. */
export interface SceneRun {
  readonly shop: Shop;
  readonly end: ProgramEnd;
  /** When its process was started. */
  readonly startedAt: number;
  /** Operations that it called, in order. */
  readonly calls: readonly { readonly operation: string; readonly at: number }[];
  /** The last transition of a kind into a state since the run began, `undefined` when there was none. */
  entered(kind: string, state: string): number | undefined;
  /**
   * Milliseconds from `from` to the moment at which the output first held `text`, or to the end of the process. Pauses
   * count by local-aws' clock; what the process computes after its last call counts by the machine's.
   */
  lag(from: number, text?: string): number;
}

const hour = 3_600_000;

/** Starts a bundle against a local-aws of its own over a loopback socket, and returns what was seen of it. */
export async function runScene(
  name: string,
  inputs: (shop: Shop) => Readonly<Record<string, string>>,
  options: SceneOptions & { readonly during?: (shop: Shop) => void; readonly env?: BundleOptions['env'] },
): Promise<SceneRun> {
  const { dist, speed, timeoutMs = 180_000, before, during, env, ...shopOptions } = options;
  const clock = new BenchClock(Date.now() - 12 * hour);
  const shop = await openShop({ ...shopOptions, clock });
  await before?.(shop);
  await clock.advance(Math.max(0, Date.now() - clock.now()));
  const server = await shop.aws.listen();
  const [called, entries] = [shop.aws.calls.length, shop.aws.world.timeline.length];
  const printed: { readonly at: number; readonly text: string }[] = [];
  const origin = clock.run(speed);
  during?.(shop);
  try {
    const end = await runBundle(name, {
      dist,
      speed,
      origin,
      inputs: { cluster, ...inputs(shop) },
      env: { ...environment(shop, server.url), ...env },
      timeoutMs,
      onOutput: (text) => void printed.push({ at: Date.now(), text }),
    });
    const exitAt = Date.now();
    const calls = shop.aws.calls.slice(called);
    const timeline = shop.aws.world.timeline.slice(entries);
    return {
      shop,
      end,
      startedAt: origin,
      calls,
      entered: (kind, state) => timeline.findLast((entry) => entry.kind === kind && entry.state === state)?.at,
      lag(from, text) {
        const until = text === undefined ? exitAt : momentOf(printed, text);
        const last = calls.findLast((call) => clock.realAt(call.at) <= until)?.at ?? from;
        return Math.max(last, from) - from + Math.max(0, until - clock.realAt(Math.max(last, from)));
      },
    };
  } finally {
    await server.close();
    await shop.aws.close();
  }
}

function momentOf(printed: readonly { readonly at: number; readonly text: string }[], text: string): number {
  let sofar = '';
  for (const part of printed) {
    sofar += part.text;
    if (sofar.includes(text)) return part.at;
  }
  throw new Error(`the run never said ${JSON.stringify(text)}:\n${sofar}`);
}

const environment = ({ aws }: Shop, url: string) => ({
  AWS_REGION: aws.world.region,
  AWS_ACCESS_KEY_ID: 'AKIABENCH',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_ENDPOINT_URL: url,
});

/** A run that went another way than it was meant to measures nothing. */
export const notAsMeant = ({ end }: SceneRun): Error =>
  new Error(`the run did not go as it was meant to:\n${end.stdout}\n${end.stderr}`);
