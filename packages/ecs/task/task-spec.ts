import type { Aws } from '#aws/client';
import type { Diagnosis } from '#report/diagnosis';
import type { TaskRef } from '#rollout/step';
import type { Ecs } from '../client.ts';
import type { TaskNetwork } from '../service/network-of-service.ts';
import type { Logs } from './logs-client.ts';

/** A one-off task: what runs, where, and who may run beside it. */
export interface TaskSpec {
  readonly cluster: string;
  /** The service that lends its network; names the lock, too. */
  readonly service: string;
  /** ARN of the revision to run. */
  readonly taskDefinition: string;
  readonly network: TaskNetwork;
  /** The container whose command is replaced and whose exit code decides. Default: the only essential one. */
  readonly container?: string;
  /** Absent: the definition's own command. */
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Release id; with `step` it makes the task findable and its start repeatable. */
  readonly release: string;
  /** What the task is for, unique within the release: `migrate patient`. */
  readonly step: string;
  /** `none`: a task whose output is only read, not shown. */
  readonly logs: 'stream' | 'tail' | 'link' | 'none';
  /** Another task of ours for the same service: waited for, refused, or let be (commands that only read). */
  readonly ifRunning: 'wait' | 'fail' | 'ignore';
  readonly onCancel: 'stop' | 'leave';
  /** Ms from the start of the task, and for waiting until it may start. */
  readonly timeoutMs: number;
}

export interface TaskContext {
  readonly aws: Aws;
  readonly ecs: Ecs;
  /** Connected on first use. */
  readonly logs: () => Promise<Logs>;
  /** ARNs of the tasks that this process has started: it waits for none of them. */
  readonly own: Set<string>;
  /** Called before the task is started, and again with its ARN. */
  readonly keepTask: (task: TaskRef) => void;
}

/** How a one-off task ended. `lines`: what its container wrote, the last 200. */
export type TaskEnd =
  /** The container ran to its end; `why` is there when the exit code is not 0. */
  | {
      readonly kind: 'exited';
      readonly task: string;
      readonly exitCode: number;
      readonly lines: readonly string[];
      readonly why?: Diagnosis;
      /** The essential container whose failure ended it: `why` is about that one. */
      readonly endedBy?: string;
    }
  /** Not placed, or stopped before the container ran. */
  | { readonly kind: 'never-started'; readonly task?: string; readonly why: Diagnosis }
  /** Its time was up. Stopped by us, unless `why` says otherwise. */
  | { readonly kind: 'timed-out'; readonly task: string; readonly lines: readonly string[]; readonly why: Diagnosis }
  /** The run was cancelled. `left`: whether the task was asked to stop. */
  | {
      readonly kind: 'cancelled';
      readonly task?: string;
      readonly left: 'stopped' | 'running';
      readonly why: Diagnosis;
    }
  /** How it ended is not known: AWS does not know the task any more, tells no exit code, or cannot be reached. It may run. */
  | { readonly kind: 'lost'; readonly task?: string; readonly why: Diagnosis }
  /** Another migrator runs, and it was not to be waited for or did not end. */
  | { readonly kind: 'busy'; readonly why: Diagnosis };

const allowed = /[^A-Za-z0-9\-_/]/g;

/** `deploy-actions/<release>`: at most 128 letters, digits, `-`, `_` and `/` (API reference of RunTask). */
export const startedByOf = (release: string): string => `deploy-actions/${release.replace(allowed, '-')}`.slice(0, 128);

/** Tasks with the same group do not run at the same time. */
export const groupOf = (service: string): string => `deploy-actions:${service.slice(service.lastIndexOf('/') + 1)}`;
