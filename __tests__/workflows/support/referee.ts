import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';

/** An AWS to which the calls of the referee are sent, and what they share. */
export interface Far {
  readonly ecs: ECSClient;
  readonly ecr: ECRClient;
  readonly logs: CloudWatchLogsClient;
  readonly rds: RDSClient;
  /** Cluster, service, repository, log group, database: everything of a run bears this name. */
  readonly name: string;
  /** An image that the engine has, with a shell. */
  readonly image: string;
  /** What one look leaves for later ones: ARNs, digests. */
  readonly kept: Map<string, string>;
}

/** One question, the same to both; its answer is a few words without names and times. */
export interface Question {
  /** The call, and what is asked of it: the first column of docs/referee.md. */
  readonly call: string;
  readonly ask: (far: Far) => Promise<string>;
}

export interface FarOptions {
  readonly endpoint: string;
  /** Of RDS, where it is another one. */
  readonly rdsEndpoint?: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly name: string;
  readonly image: string;
}

export function connectFar({ endpoint, rdsEndpoint = endpoint, region, accessKeyId, name, image }: FarOptions): Far {
  const config = { endpoint, region, maxAttempts: 1, credentials: { accessKeyId, secretAccessKey: 'local' } };
  return {
    ecs: new ECSClient(config),
    ecr: new ECRClient(config),
    logs: new CloudWatchLogsClient(config),
    rds: new RDSClient({ ...config, endpoint: rdsEndpoint }),
    name,
    image,
    kept: new Map(),
  };
}

/** What an answer says; of one that is refused, the name of the error. */
export async function answered<T>(
  sending: Promise<T>,
  tell: (answer: T) => string = () => 'accepted',
): Promise<string> {
  try {
    return tell(await sending);
  } catch (error) {
    return (error as Error).name;
  }
}

/** Looks until `look` says something, at most `seconds`. */
export async function waitFor<T>(look: () => Promise<T | undefined>, seconds = 60): Promise<T | undefined> {
  const until = Date.now() + seconds * 1_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined || Date.now() > until) return seen;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

export interface Difference {
  readonly call: string;
  readonly localAws: string;
  readonly ministack: string;
}

/** The rows of the tables in docs/referee.md: call, local-aws, MiniStack, and two columns for people. */
export function readDifferences(markdown: string): readonly Difference[] {
  return markdown.split('\n').flatMap((line) => {
    if (!line.startsWith('| ') || line.startsWith('| call |')) return [];
    const [call = '', localAws = '', ministack = ''] = line.slice(2, -2).split(' | ');
    return [{ call, localAws, ministack }];
  });
}

/** Asks all questions in their order. An answer that never came is told as such. */
export async function askAll(far: Far, questions: readonly Question[]): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const { call, ask } of questions) {
    answers.set(call, await ask(far).catch((error: Error) => `${error.name}: ${error.message.split('\n')[0]}`));
  }
  return answers;
}
