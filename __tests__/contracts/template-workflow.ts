import { parse } from 'yaml';

/** A workflow as its rules look at it. */
export interface Workflow {
  readonly text: string;
  readonly permissions: unknown;
  readonly env: Readonly<Record<string, string>>;
  /** Names that may stand behind `inputs.`. */
  readonly inputs: readonly string[];
  readonly jobs: readonly Job[];
}

export interface Job {
  readonly id: string;
  readonly permissions?: Readonly<Record<string, string>> | string;
  readonly environment?: unknown;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress'?: unknown };
  readonly needs: readonly string[];
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly 'timeout-minutes'?: unknown;
}

export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Raw {
  readonly on: Readonly<Record<string, { readonly inputs?: Readonly<Record<string, unknown>> } | null>>;
  readonly permissions?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Omit<Job, 'id' | 'needs'> & { readonly needs?: string | readonly string[] }>>;
}

/** A workflow of a text. Throws when the text is no YAML or a job has no steps. */
export function readWorkflow(text: string): Workflow {
  const raw: Raw = parse(text);
  const asked = raw.on.workflow_call ?? raw.on.workflow_dispatch;
  return {
    text,
    permissions: raw.permissions,
    env: raw.env ?? {},
    inputs: Object.keys(asked?.inputs ?? {}),
    jobs: Object.entries(raw.jobs).map(([id, job]) => {
      if (!Array.isArray(job.steps)) throw new Error(`the job ${id} has no steps`);
      return { ...job, id, needs: typeof job.needs === 'string' ? [job.needs] : (job.needs ?? []) };
    }),
  };
}

/** The action of ours that a step uses, `deploy-ecs`. */
export const ownAction = ({ uses = '' }: Step): string | undefined =>
  /^org\/deploy-actions\/([\w-]+)@v1$/.exec(uses)?.[1];

/** All that matches, the first group of each. */
export const matches = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, found = '']) => found)),
];
