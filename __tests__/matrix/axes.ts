import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import type { ReasonCode } from '#report/reasons';
import type { Verdict } from '#report/verdict';
import type { FaultAction } from '../../local-aws/faults/rules.ts';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import type { With } from '../support/deploy.ts';
import type { FarSide } from './far-side.ts';

/** How a rollout of the far end goes: what the service is, and what is done to it meanwhile. */
export interface Outcome {
  readonly name: string;
  readonly configuration?: DeploymentConfiguration;
  readonly desired?: number;
  readonly service?: Readonly<Record<string, unknown>>;
  /** Inputs beside service and image. */
  readonly with?: With;
  /** `first`: the service is created with the new image, and waited for. */
  readonly start?: 'deploy' | 'first';
  readonly before?: (side: FarSide) => unknown;
  /** Done so many milliseconds after the start, by somebody else. */
  readonly at?: readonly (readonly [number, (side: FarSide) => unknown])[];
  /** Which starts go with it: `fine` only, or those that fail, behind a load balancer or not. */
  readonly admits: 'fine' | 'failing' | 'failing unbalanced';
  readonly end: End;
  /** What is different when the newer APIs may not be used. */
  readonly withoutNewer?: Partial<End>;
  /** Says as much as `end` about what the far end says itself. */
  readonly text?: RegExp;
  /** What the fix must name. */
  readonly names?: RegExp;
  /** Who ends it: ECS by itself, we when it is doomed (or its time is up), somebody else, or nobody. */
  readonly decidedBy: 'ecs' | 'us' | 'others' | 'nobody';
}

export interface End {
  readonly verdict: Verdict;
  /** `cause`: the one of the start. */
  readonly code?: ReasonCode | 'cause';
  /** What serves in the end; `new, nothing runs`: the new one is wanted, and only tasks of the old one run. */
  readonly serves: 'old' | 'new' | 'theirs' | 'new, old runs' | 'new, nothing runs' | 'not told';
}

/** How AWS answers meanwhile. */
export interface Condition {
  readonly name: string;
  readonly faults: readonly {
    readonly operation: RegExp;
    readonly do: FaultAction;
    readonly every?: number;
    /** Milliseconds after the start. */
    readonly from?: number;
    readonly until?: number;
  }[];
  /** All keys expire so many milliseconds after the start. */
  readonly expires?: number;
  /** The job has an OIDC token and a role to assume with it. */
  readonly identity?: true;
  /** Where it makes any rollout end otherwise. */
  readonly end?: {
    readonly verdict: Verdict;
    readonly code: ReasonCode;
    readonly text: RegExp;
    readonly names: RegExp;
  };
  readonly newer?: 'denied';
  /** Milliseconds after the start until which AWS answers nothing. */
  readonly blindUntil?: number;
  /** Milliseconds that the verdict may come after the true end, at most; and after what decided it. */
  readonly lag: number;
  /** Calls of a minute, at most, beside those of start and end. */
  readonly perMinute: number;
}

/** What becomes of the tasks of the new revision. */
export interface Cause {
  readonly name: string;
  readonly fate?: Fate;
  readonly kind: 'fine' | 'failing' | 'balanced';
  /** The definition has a container health check. */
  readonly checked?: true;
  readonly code?: ReasonCode;
  /** What the far end says, verbatim, in the evidence. */
  readonly text?: RegExp;
  /** What the fix names. */
  readonly names?: RegExp;
  /** Number of the stopped task that shows that it cannot succeed, and what is left to us from there in milliseconds. */
  readonly doom?: { readonly task: number; readonly within: number };
}

export interface Case {
  readonly outcome: Outcome;
  readonly condition: Condition;
  readonly cause: Cause;
}
