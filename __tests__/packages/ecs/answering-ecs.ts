import type { Deployment, Failure, Service, ServiceDeployment, Task } from '@aws-sdk/client-ecs';
import { AwsError, type AwsErrorKind } from '#aws/aws-error';
import type { CallOptions } from '#aws/client';
import type { Ecs } from '#ecs/client';
import type { Sources } from '#ecs/diagnose/diagnose-track';
import { connectLogs } from '#ecs/task/logs-client';
import { Stage } from '../../local-aws/ecs/stage.ts';
import { connectTo, revisionOfApi } from './watch-stage.ts';

/** What was asked, in order. */
export interface Asked {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

interface Answers {
  ListServiceDeployments: { serviceDeployments?: readonly object[] };
  DescribeServiceDeployments: { serviceDeployments?: readonly ServiceDeployment[] };
  DescribeServices: { services?: readonly Service[]; failures?: readonly Failure[] };
  DescribeServiceRevisions: { serviceRevisions?: readonly object[] };
  DescribeTaskDefinition: { taskDefinition?: object; tags?: readonly object[] };
  ListTasks: { taskArns?: readonly string[]; nextToken?: string };
  DescribeTasks: { tasks?: readonly Task[] };
}

export type Answering = {
  readonly [K in keyof Answers]?: (input: Readonly<Record<string, unknown>>) => Answers[K];
};

/** Nothing has stopped, and nothing is known of containers. */
const quiet: Answering = {
  ListTasks: () => ({ taskArns: [] }),
  DescribeTaskDefinition: () => ({ taskDefinition: { containerDefinitions: [] } }),
};

/** An ECS that answers by operation, in the SDK's terms or raw; what nobody answers is an error of the test. */
export function answeringEcs(answers: Answering): { readonly ecs: Ecs; readonly asked: readonly Asked[] } {
  const asked: Asked[] = [];
  const all: Readonly<Record<string, ((input: Asked['input']) => object) | undefined>> = { ...quiet, ...answers };
  const call = async (operation: string, input: Asked['input'], { signal }: CallOptions = {}) => {
    signal?.throwIfAborted();
    asked.push({ operation, input });
    const answer = all[operation];
    if (answer === undefined) throw new TypeError(`nobody answers ${operation}`);
    return answer(input);
  };
  return { ecs: { call, callRaw: call } as unknown as Ecs, asked };
}

/** What AWS throws, of a kind. */
export const refused = (kind: AwsErrorKind, code = 'AccessDeniedException', message = 'it said so'): AwsError =>
  new AwsError(kind, code, message, 'ecs:X', undefined);

/** The same as all that a look reads from; nothing is in CloudWatch. Its clock stands until it is moved. */
export function answeringSources(answers: Answering) {
  const stage = new Stage();
  const aws = connectTo(stage);
  const { ecs, asked } = answeringEcs(answers);
  const sources: Sources = { aws, ecs, logs: () => connectLogs(aws) };
  return { sources, asked, clock: stage.clock, aws };
}

/** The deployment `ecs-svc/<id>` of api:<of>, made so many seconds after `begin` (ms since the epoch), as services list it. */
export const deploymentAt =
  (begin: number) =>
  (id: number, of: number, status: string, seconds: number, more: Partial<Deployment> = {}): Deployment => ({
    id: `ecs-svc/${id}`,
    taskDefinition: revisionOfApi(of).id,
    status,
    createdAt: new Date(begin + seconds * 1_000),
    ...more,
  });
