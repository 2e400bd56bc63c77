import type { RevisionView } from '#report/deployment-report';
import type { Diagnosis } from '#report/diagnosis';
import type { Verdict } from '#report/verdict';
import type { LeftRecord } from './journal.ts';

/**
 * The seam: what a platform (ECS, Lambda, Kubernetes) must be able to do so that a release can be told once for all.
 * Three adapters on paper and the state machine: docs/decisions/0001-the-seam.md.
 *
 * A *row* is one service, function or workload as the user named it. Every method throws `Failure` for expected
 * trouble and `AwsError` for a call that failed for good.
 */
export interface Platform<Change extends ChangeView, Live extends LiveView, Plan extends PlanView> {
  readonly name: 'ecs' | 'lambda' | 'kubernetes';
  /** What serves now, in the order of `changes`; recorded before anything changes. Reads only. */
  current(changes: readonly Change[]): Promise<readonly Live[]>;
  /** The revision that `to` means (contract section 3: `previous`, `last-success`, `revision:42`, …). Reads only. */
  find(live: Live, to: string): Promise<RevisionView>;
  /** What would change, and whether anything would. Reads only. Bad input: `Failure` with one evidence line a problem. */
  plan(change: Change, live: Live): Promise<Plan>;
  /** Writes, but moves no traffic: registers a revision (tagged open), publishes a version. */
  stage(plan: Plan): Promise<Part>;
  /** Moves traffic. `undefined`: nothing had to move, the wanted revision serves already. */
  shift(part: Part): Promise<Part | undefined>;
  /** After a crash between `shift` and its answer: the part as it moves now, or `undefined` when nothing was started. */
  locate(part: Part, signal?: AbortSignal): Promise<Part | undefined>;
  /** Looks at several parts at once, of any number of rows, releases or restores. */
  watch(parts: readonly Part[]): Watch;
  /**
   * Puts back what `part` changed: stops it when it is in flight, moves back when it is done. `wentBack`: it was seen
   * that the platform has gone back by itself already.
   */
  goBack(part: Part, signal: AbortSignal, wentBack?: boolean): Promise<GoingBack>;
  /** Brings what a dead run left open into a known state; returns a line for each thing done. */
  reconcile(live: Live): Promise<readonly string[]>;
  /** How a release that another run left open has ended, by its revisions; `undefined` when that run may be alive. */
  endOf(left: LeftRecord): Promise<Verdict | undefined>;
  /** Writes the end of a release on its revisions, so that the next run finds it without GitHub. Never throws. */
  record(ends: readonly RecordedEnd[]): Promise<void>;
}

/** A row as the user wants it. */
export interface ChangeView {
  readonly row: string;
  /** Cluster or namespace. */
  readonly place: string;
  /** Waves: equal numbers go together, lower ones first. */
  readonly order: number;
  /** `false`: started and not followed. */
  readonly wait: boolean;
}

export interface LiveView {
  readonly row: string;
  readonly place: string;
  /** What serves, or is wanted when nothing ever did. */
  readonly serving: RevisionView;
  /** What to go back to: `serving`, or what served before when `serving` was left open by a run that died. */
  readonly good: RevisionView;
  /** A rollout that is under way now, started by somebody else. */
  readonly busy?: Busy;
  /** Left behind by a run that died: reconciled before anything is written. */
  readonly open?: { readonly release: string; readonly what: string };
  /** Release id of the record on the serving revision. */
  readonly release?: string;
  readonly warnings: readonly string[];
}

export interface Busy {
  readonly part: Part;
  readonly by: string;
  /** Release id of the record on what moves. */
  readonly release?: string;
}

export interface PlanView {
  readonly row: string;
  readonly place: string;
  /** The diff by container and field, readable: `api image …:1 → …:2`. */
  readonly changes: readonly string[];
  /** Nothing to register and nothing to move. */
  readonly unchanged: boolean;
  /** Known before staging when an existing revision is used. */
  readonly to?: RevisionView;
  /** It moves already, and is only followed. */
  readonly underWay?: true;
  readonly warnings: readonly string[];
}

/** One row's share of a rollout: plain data, kept across steps and processes. */
export interface Part {
  readonly v: 1;
  readonly platform: 'ecs' | 'lambda' | 'kubernetes';
  readonly goal: 'release' | 'restore';
  readonly row: string;
  readonly place: string;
  readonly to: RevisionView;
  readonly from: RevisionView;
  /** Identity of the movement, set by `shift`: `ecs-svc/…`, an alias revision, a generation. */
  readonly id?: string;
  /** The far end's own name for it, when it has one: a service deployment ARN. */
  readonly rollout?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** What `goBack` puts back, in the platform's own terms. JSON. */
  readonly undo: unknown;
}

/** Stateful: "the third identical failure" needs memory. */
export interface Watch {
  /** One answer a part, in order. A failed look throws `AwsError`; the follower decides whether to look again. */
  look(signal: AbortSignal): Promise<readonly Look[]>;
  /** Milliseconds until the next look is worth its call; `throttled`: the last look was refused for that. */
  pauseMs(throttled: boolean): number;
  /** The cause of a part's failure from everything that can be read now; never throws, `unknown` with evidence at worst. */
  diagnose(part: number, signal: AbortSignal): Promise<Diagnosis>;
  /** Verbatim material of a part for the report, read before anything is undone. Never throws. */
  evidence(part: number, signal: AbortSignal): Promise<readonly string[]>;
}

export type Look =
  | {
      readonly kind: 'moving';
      /** One line, changed only when something changed: `2/4 new running, 4 old serving`. */
      readonly state: string;
      /** Lines that are new since the last look: a task stopped, a stage was reached. */
      readonly news: readonly string[];
      /** How long this row's rollouts usually take, in milliseconds. */
      readonly usualMs?: number;
    }
  /** It still moves, but cannot succeed any more. */
  | { readonly kind: 'doomed'; readonly why: Diagnosis; readonly news: readonly string[] }
  /** The platform has given it up and is putting the old revision back by itself. */
  | { readonly kind: 'going-back'; readonly why: Diagnosis; readonly state: string; readonly news: readonly string[] }
  | { readonly kind: 'ended'; readonly how: 'live'; readonly state: string; readonly warnings?: readonly string[] }
  | {
      readonly kind: 'ended';
      /** `went-back`: the old revision serves again. `failed`: given up, and not (or not successfully) put back. */
      readonly how: 'went-back' | 'failed' | 'superseded' | 'paused';
      readonly why: Diagnosis;
    };

export type GoingBack =
  | { readonly kind: 'moving'; readonly part: Part }
  /** The old revision serves already. */
  | { readonly kind: 'there' }
  /** Somebody else's deployment came after ours: left alone. */
  | { readonly kind: 'superseded'; readonly by: string }
  | { readonly kind: 'impossible'; readonly why: Diagnosis };

export interface RecordedEnd {
  readonly part: Part;
  readonly verdict: string;
  /** Set on a revision that was rolled back from: the release that replaced it. */
  readonly rolledBackBy?: string;
  /** `name=before..after`, joined by spaces. */
  readonly schema?: string;
}
