import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import type { Network } from '#base/network';
import { type AwsError, expiredForGood, isOutcomeOpen, toAwsError } from './aws-error.ts';
import type { Credentials, Keys } from './credentials.ts';
import { type CommandWithStack, exchangeRawJson, type RawJson } from './raw-json.ts';

/** The account and region that a run works in, and the one policy for credentials, timeouts and retries. */
export interface Aws {
  readonly region: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly network: Network;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the role that the run assumes itself; absent: those of the environment. */
  readonly credentials?: Credentials;
  /** Aborts when the run is cancelled; a call may be given another signal. */
  readonly signal: AbortSignal;
  /** Calls made so far by operation, `ecs:DescribeServices` → 3. */
  readonly calls: Map<string, number>;
  /** Told of each call that changes something, unless AWS has certainly refused it. */
  readonly wrote?: () => void;
}

export interface CallOptions {
  /** Default: the run's signal. The clean-up after a cancel passes its own. */
  readonly signal?: AbortSignal;
  /**
   * `patient` (default): throttling, server trouble and lost connections are tried again for up to 30 s.
   * `once`: for writes without a client token; tried again only when AWS certainly did not carry it out (throttling).
   * `never`: one attempt, for a poller that looks again by itself.
   */
  readonly retry?: 'patient' | 'once' | 'never';
}

type CommandClass<I, O> = new (
  ...args: never[]
) => { readonly input: I; resolveMiddleware(...args: never[]): (args: never) => Promise<{ output: O }> };

type OperationOf<Sdk> = {
  [K in keyof Sdk]: K extends `${infer Name}Command` ? (Name extends '$' | '' ? never : Name) : never;
}[keyof Sdk];
type InputOf<C> = C extends CommandClass<infer I, unknown> ? I : never;
type OutputOf<C> = C extends CommandClass<unknown, infer O> ? O : never;

/** Calls operations of one AWS service by their names: `ecs.call('DescribeServices', { services })`. */
export interface AwsClient<Sdk> {
  /** Throws `AwsError`; the reason of the signal when it aborts. */
  call<Name extends OperationOf<Sdk> & string>(
    operation: Name,
    input: InputOf<Sdk[`${Name}Command` & keyof Sdk]>,
    options?: CallOptions,
  ): Promise<OutputOf<Sdk[`${Name}Command` & keyof Sdk]>>;
  /** The same with JSON as it stands on the wire: nothing is lost that the SDK does not know. JSON protocols only. */
  callRaw(operation: OperationOf<Sdk> & string, json: RawJson, options?: CallOptions): Promise<RawJson>;
}

interface RawClient {
  send(command: object, options: { abortSignal: AbortSignal }): Promise<unknown>;
}
type RawCommand = new (input: object) => object & CommandWithStack;

/** Longest time one attempt may take, in milliseconds. */
const attemptTimeout = 20_000;
const patience = 30_000;

/**
 * Makes the client of one service: `awsClient(aws, 'ecs', sdk, sdk.ECSClient)`. Retries are ours, on the run's clock:
 * SDK clients retry on timers that nobody can see or stop (docs/decisions/0003-own-retries.md).
 */
export function awsClient<Sdk>(
  aws: Aws,
  service: string,
  sdk: Sdk,
  Client: new (config: never) => RawClient,
): AwsClient<Sdk> {
  const client = new (Client as unknown as new (config: object) => RawClient)(clientConfig(aws));
  const commands = sdk as unknown as Readonly<Record<string, RawCommand | undefined>>;
  const commandOf = (operation: string): RawCommand => {
    const Command = commands[`${operation}Command`];
    if (Command === undefined) throw new TypeError(`no operation ${service}:${operation}`);
    return Command;
  };
  return {
    async call(operation, input, options = {}) {
      const Command = commandOf(operation);
      const attempt = () => client.send(new Command(input as object), { abortSignal: timeLimited(aws, options) });
      return (await callWithRetries(aws, `${service}:${operation}`, attempt, options)) as never;
    },
    async callRaw(operation, json, options = {}) {
      const Command = commandOf(operation);
      const attempt = async () => {
        const command = new Command(json);
        const answer = exchangeRawJson(command, json);
        await client.send(command, { abortSignal: timeLimited(aws, options) });
        return answer();
      };
      return (await callWithRetries(aws, `${service}:${operation}`, attempt, options)) as RawJson;
    },
  };
}

/** One call with the policy of retries, renewed keys and counted calls; for what no `AwsClient` can call. */
export async function callWithRetries(
  aws: Aws,
  operation: string,
  attempt: () => Promise<unknown>,
  options: CallOptions,
): Promise<unknown> {
  const { retry = 'patient', signal = aws.signal } = options;
  const start = aws.clock.now();
  let renewed = false;
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    const keys = await keysFor(aws, operation, signal);
    aws.calls.set(operation, (aws.calls.get(operation) ?? 0) + 1);
    try {
      const answer = await attempt();
      if (isWrite(operation)) aws.wrote?.();
      return answer;
    } catch (thrown) {
      const error = toAwsError(thrown, operation);
      if (isWrite(operation) && (signal.aborted || isOutcomeOpen(error))) aws.wrote?.();
      signal.throwIfAborted();
      if (error.kind === 'expired' && keys !== undefined && !renewed) {
        // What is refused for its signature was not carried out: it may be sent again, whatever it is.
        aws.credentials?.refuse(keys);
        renewed = true;
        continue;
      }
      const pause = retryPause(error, tries);
      const spent = aws.clock.now() - start + pause;
      if (!mayRetry(error, retry) || spent > patience) throw error;
      aws.log.debug(`${operation}: ${error.code}, again in ${Math.round(pause)} ms`);
      await aws.clock.sleep(pause, signal);
    }
  }
}

/** By the names that AWS gives operations that only read. */
const isWrite = (operation: string): boolean => !/:(Assume|BatchGet|Describe|Filter|Get|List|Simulate)/.test(operation);

/** Keys that end during a run and cannot be renewed are expired ones, whatever stands in the way. */
async function keysFor(aws: Aws, operation: string, signal: AbortSignal): Promise<Keys | undefined> {
  try {
    return await aws.credentials?.keys(signal);
  } catch (error) {
    signal.throwIfAborted();
    throw expiredForGood(error, operation);
  }
}

function mayRetry(error: AwsError, retry: 'patient' | 'once' | 'never'): boolean {
  if (retry === 'never') return false;
  if (error.kind === 'throttled') return true;
  return retry === 'patient' && error.kind === 'transient';
}

/** Milliseconds: throttling from 1 s, other trouble from 100 ms, doubled each time up to 8 s, with jitter. */
function retryPause(error: AwsError, tries: number): number {
  const base = error.kind === 'throttled' ? 1_000 : 100;
  return Math.round(Math.min(8_000, base * 2 ** (tries - 1)) * (0.5 + Math.random() / 2));
}

export function timeLimited(aws: Aws, options: CallOptions): AbortSignal {
  return AbortSignal.any([options.signal ?? aws.signal, AbortSignal.timeout(attemptTimeout)]);
}

/**
 * The SDK's own logger walks every input and answer by its schema before it hands them to `info` and `error`, and drops
 * them: a twelfth of the processor time of a call. Without these two it does not walk.
 */
const quiet = { trace() {}, debug() {}, warn() {} };

export function clientConfig(aws: Aws): object {
  const { AWS_ENDPOINT_URL: endpoint } = aws.env;
  return {
    region: aws.region,
    maxAttempts: 1,
    logger: quiet,
    ...(endpoint ? { endpoint, disableHostPrefix: true } : {}),
    ...(aws.network.aws === undefined ? {} : { requestHandler: aws.network.aws }),
    ...credentialsOf(aws),
  };
}

/** Absent where nothing is known: then the SDK looks for a profile, a web identity file, the machine's own. */
function credentialsOf({ env, credentials }: Aws): { credentials?: object } {
  // Called memoized, it is asked for each call: the SDK would keep keys that we have renewed.
  if (credentials !== undefined) {
    return { credentials: Object.assign(async () => credentials.held(), { memoized: true }) };
  }
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = env;
  if (!accessKeyId || !secretAccessKey) return {};
  const session = AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {};
  return { credentials: { accessKeyId, secretAccessKey, ...session } };
}
