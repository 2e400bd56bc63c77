import type { ReasonCode } from '#report/reasons';
import type { Verdict } from '#report/verdict';
import type { FaultRule } from '../../../../local-aws/faults/rules.ts';
import type { LogsOptions } from '../../../../local-aws/logs/log-store.ts';
import type { Fate } from '../../../../local-aws/runtimes/scripted.ts';
import type { Ran, RunOptions } from '../../../support/deploy.ts';
import type { Shop } from '../../../support/shop.ts';

/** How a one-off task that migrates comes to its end, and what must be told of it. */
export interface State {
  readonly name: string;
  /** Of the container that migrates. Default: exits 0 after 3 s with some lines. */
  readonly fate?: Fate;
  readonly sideCar?: { readonly fate: Fate; readonly essential?: true };
  /** Inputs of `run-migration-task`; `deploy-ecs` gets them by its own names. */
  readonly with?: Readonly<Record<string, string>>;
  readonly before?: (side: Side) => unknown;
  /** Done by somebody else when the task enters a state: `PENDING`. */
  readonly when?: readonly [state: string, act: (side: Side, task: string) => unknown];
  /** Faults that make the state. Times in milliseconds after the start. */
  readonly faults?: readonly FaultRule[];
  readonly end?: Interruption;
  readonly told: Told;
  readonly left?: Left;
  /** What else makes it another state, by name of the condition. */
  readonly not?: readonly string[];
}

/** How the run is ended from outside: `killed` has no time for anything. `post: false`: its machine died with it. */
export interface Interruption {
  readonly at: Pick<RunOptions, 'cancelAfter' | 'cancelAt'>;
  readonly killed?: true;
  readonly post?: false;
}

/** What main tells. Absent for a run that is killed: it tells nothing. */
export interface Told {
  readonly verdict?: Verdict;
  readonly code?: ReasonCode;
  /** Of the output `exit-code`; absent: it is empty. */
  readonly exitCode?: number;
  /** What the cause, or its evidence, must say. */
  readonly says?: RegExp;
  /** `all`: what the container wrote, each line once, in order (default); `some`: lines of it, in order, none twice. */
  readonly log?: 'all' | 'some';
  /** Milliseconds beside those that its container and AWS need. */
  readonly late?: number;
}

/** What is there after main and post, and what the next run finds. */
export interface Left {
  /** Tasks of the run that go on. Default: 0. */
  readonly running?: number;
  /** Tasks that the run may have started to migrate. Default: 1. */
  readonly started?: readonly number[];
  /** Post's verdict; default: there is nothing for it to do. */
  readonly post?: Verdict;
  readonly postSays?: RegExp;
  /** How a run ends that comes after it and would end well by itself. Default: `succeeded`. */
  readonly next?: Verdict;
}

/** How AWS answers meanwhile. Times of the rules in milliseconds after the start. */
export interface Condition {
  readonly name: string;
  readonly rules: readonly FaultRule[];
  /** Milliseconds that the end may be told later for it. */
  readonly late: number;
}

/** How CloudWatch hands out lines. */
export interface LogWay {
  readonly name: string;
  readonly logs?: LogsOptions;
  readonly rules?: readonly FaultRule[];
  /** Characters of each line. */
  readonly width?: number;
}

/** Who migrates. */
export interface Host {
  readonly name: 'run-migration-task' | 'deploy-ecs';
}

export interface Case {
  readonly state: State;
  readonly condition: Condition;
  readonly logWay: LogWay;
  readonly host: Host;
}

export interface Side {
  readonly shop: Shop;
  /** Fates by name: of `migrate`, of the side-car `agent`, and of `theirs`, the migration of another run. */
  readonly fates: Map<string, Fate>;
  /** The migration of another run. */
  other?: Promise<Ran>;
}
