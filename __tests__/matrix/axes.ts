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
  /** Which starts go with it: `fine` only, or those that fail, behind a load balancer or not, or all that do behind one. */
  readonly admits: 'fine' | 'failing' | 'failing unbalanced' | 'balanced';
  /** Behind two target groups, between which traffic moves by stages. */
  readonly colours?: true;
  /** Deployed together with the service `api`, whose tasks run: how that one ends, and what it serves in the end. */
  readonly beside?: { readonly verdict: Verdict; readonly serves: 'old' | 'new' };
  readonly end: End;
  /** What is different when the newer APIs may not be used. */
  readonly withoutNewer?: Partial<End> & { readonly text?: RegExp };
  /** Says as much as `end` about what the far end says itself. */
  readonly text?: RegExp;
  /** What the fix must name. */
  readonly names?: RegExp;
  /** Who ends it: ECS by itself, we when it is doomed (or its time is up), somebody else, or nobody. */
  readonly decidedBy: 'ecs' | 'us' | 'others' | 'nobody';
  /** Tasks come to nothing although the start is fine: each look reads them, too. */
  readonly troubled?: true;
}

export interface End {
  readonly verdict: Verdict;
  /** `cause`: the one of the start. */
  readonly code?: ReasonCode | 'cause';
  readonly serves: Serves;
}

/** What the service has in the end. */
export type Serves =
  /** Complete, and nothing else runs. */
  | 'old'
  | 'new'
  /** Complete with as many tasks as are enough for it; others may follow, or go, later. */
  | 'new, the rest follows'
  /** Somebody else's is on its way, and what served before still runs. */
  | 'theirs'
  /** Wanted, given up by ECS or still on its way; what served before still runs. */
  | 'new, given up'
  | 'new, moving'
  /** Given up, and there is nothing else. */
  | 'new, alone'
  /** The way back has failed: nothing runs; it does not end: what served before still runs. */
  | 'old, given up'
  | 'old, moving'
  /** We have looked away: what we wanted is on its way, or there. */
  | 'new, unseen';

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
  /** What it adds of its own to the time until something is told, in milliseconds. */
  readonly delay: Delay;
  /** So many calls it makes of one, and so many more of a run. */
  readonly calls?: { readonly times?: number; readonly more?: number };
}

export interface Delay {
  /** For each call that waits for the one before it. */
  readonly perCall?: number;
  /** Until it is tried again after AWS answers again; in place of the pause between two looks when it is longer. */
  readonly pause?: number;
  /** What is read may be so old. */
  readonly age?: number;
  /** So many looks may show nothing. */
  readonly looks?: number;
}

/** What becomes of the tasks of the new revision. */
export interface Cause {
  readonly name: string;
  readonly fate?: Fate;
  /** In place of one fate: task after task meets the next of them, and again from the first. */
  readonly fates?: readonly [Fate, ...Fate[]];
  readonly kind: 'fine' | 'failing' | 'balanced';
  /** The definition has a container health check. */
  readonly checked?: true;
  readonly code?: ReasonCode;
  /** What the far end says, verbatim, in the evidence. */
  readonly text?: RegExp;
  /** What the fix names. */
  readonly names?: RegExp;
  /** Number of the stopped task, from 1, that shows that it cannot succeed. */
  readonly doom?: number;
}

export interface Case {
  readonly outcome: Outcome;
  readonly condition: Condition;
  readonly cause: Cause;
}
