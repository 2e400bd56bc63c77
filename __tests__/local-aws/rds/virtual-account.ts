import { VirtualClock } from '../../../local-aws/clock.ts';
import { createLocalAws, type LocalAws, type LocalAwsOptions } from '../../../local-aws/index.ts';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import { AwsFault } from '../../../local-aws/service.ts';

export interface VirtualAccount extends LocalAws {
  readonly clock: VirtualClock;
  /** Configuration of an SDK client that leads into this account. */
  readonly settings: {
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
    readonly requestHandler: ReturnType<typeof inProcess>;
  };
}

/** Account 123456789012 in eu-west-1, empty, on virtual time. */
export function virtualAccount(options: Omit<LocalAwsOptions, 'clock'> = {}): VirtualAccount {
  const clock = new VirtualClock();
  const aws = createLocalAws({ clock, account: '123456789012', region: 'eu-west-1', ...options });
  const requestHandler = inProcess(aws, (work) => clock.busy(work));
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' };
  return { ...aws, clock, settings: { region: aws.world.region, credentials, maxAttempts: 1, requestHandler } };
}

/** The states that one kind of thing went through, in order. */
export const statesOf = ({ world }: LocalAws, kind: string): readonly string[] =>
  world.timeline.filter((entry) => entry.kind === kind).map((entry) => entry.state);

/** The name (of an operation called directly: the code) and message of a refusal; `succeeded` when there is none. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'succeeded';
  } catch (error) {
    if (error instanceof AwsFault) return `${error.code}: ${error.message}`;
    return Error.isError(error) ? `${error.name}: ${error.message}` : String(error);
  }
}
