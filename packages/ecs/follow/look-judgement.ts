/** How many tasks of a rollout run, as AWS counts them. */
export interface Counts {
  /** Tasks that the new revision should have. */
  readonly wanted: number;
  readonly running: number;
  readonly pending: number;
  /** Running tasks of other revisions. */
  readonly old: number;
  /** Failures in a row that AWS counts; absent when this view does not tell. */
  readonly failures?: number;
}

/** Where a deployment that is not rolling stands. */
export interface StageView {
  /** `BAKE_TIME`; names that nobody knows yet are taken as they are. */
  readonly stage?: string;
  /** Percent of production traffic that is asked for the new revision. */
  readonly percent?: number;
  /** The same of test traffic. */
  readonly testPercent?: number;
}

/** What one view of AWS says about one part. Not yet a `Look`: causes are not explained and ends not verified. */
export type Judgement =
  | { readonly kind: 'moving'; readonly counts: Counts; readonly at?: StageView }
  /** `by` tells what ended it, as far as the view knows. */
  | { readonly kind: 'going-back'; readonly counts: Counts }
  /** The new revision serves, says this view. */
  | { readonly kind: 'live'; readonly counts: Counts }
  | { readonly kind: 'went-back' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'superseded'; readonly by: string }
  | {
      readonly kind: 'paused';
      readonly hook: string;
      readonly until?: Date;
      readonly afterwards?: string;
      readonly stage?: string;
    }
  /** Another deployment of the very same revision took over: follow that one. */
  | { readonly kind: 'adopt'; readonly id: string }
  /** It ended without ECS finding fault with it: superseded, or stopped. Only the service tells which. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'gone' }
  /** Nothing can be told from this answer: a stale read, or not visible yet. */
  | { readonly kind: 'unclear' };
