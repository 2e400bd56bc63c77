/** How long things take, in milliseconds of the world's clock. */
export interface Timing {
  /** The service scheduler's reaction to a change. */
  readonly schedule: number;
  /** A service deployment is not listed before (1 to 2 s after UpdateService). */
  readonly visible: number;
  /** A service deployment leaves PENDING. */
  readonly register: number;
  /** PROVISIONING: capacity and the network interface. */
  readonly provision: number;
  /** PENDING: the image is pulled. */
  readonly pull: number;
  /** PENDING goes on for so long before a failed pull, secret or log set-up stops the task. */
  readonly startFailure: number;
  /** ACTIVATING: targets are registered; only with a load balancer. */
  readonly activate: number;
  /** After RUNNING, a task without any health check counts as healthy. */
  readonly steady: number;
  /** DEPROVISIONING: the network interface goes. */
  readonly deprovision: number;
  /** The second task in a row that never ran is retried after this gap; it doubles with every further one. */
  readonly retryGap: number;
  /** Upper bound of that gap. */
  readonly retryGapMax: number;
  /** From ROLLBACK_REQUESTED or STOP_REQUESTED to what follows. */
  readonly stopRequest: number;
  /** A stage of a blue/green, linear or canary deployment that has nothing to do takes so long. */
  readonly stage: number;
  /** A shift of traffic between target groups. */
  readonly shift: number;
  /** From the start of a stage to the first answer of its hook's function. */
  readonly hook: number;
  /** A function that answers IN_PROGRESS is called again after this. */
  readonly hookAgain: number;
}

/**
 * | what | default | source |
 * |---|---:|---|
 * | schedule | 1 s | unverified |
 * | visible | 1.2 s | field: 1 to 2 s |
 * | register | 1.6 s | documentation example: createdAt to startedAt |
 * | provision, pull, deprovision | 9 s, 12 s, 10 s | usual on Fargate, unverified |
 * | startFailure | 20 s | unverified |
 * | activate | 2 s | unverified |
 * | steady | 40 s | documentation |
 * | retryGap, retryGapMax | 60 s, 15 min | documentation names the maximum; three failed pulls in 11 to 14 min in the field |
 * | stopRequest | 1 s | unverified |
 * | stage, shift, hook | 1 s, 5 s, 2 s | unverified |
 * | hookAgain | 30 s | documentation |
 */
export const fargateTiming: Timing = {
  schedule: 1_000,
  visible: 1_200,
  register: 1_600,
  provision: 9_000,
  pull: 12_000,
  startFailure: 20_000,
  activate: 2_000,
  steady: 40_000,
  deprovision: 10_000,
  retryGap: 60_000,
  retryGapMax: 15 * 60_000,
  stopRequest: 1_000,
  stage: 1_000,
  shift: 5_000,
  hook: 2_000,
  hookAgain: 30_000,
};

/** A rollout of real containers in a few seconds: everything is still there and in the same order, only shorter. */
export const fastTiming: Timing = {
  schedule: 200,
  visible: 200,
  register: 300,
  provision: 300,
  pull: 100,
  startFailure: 2_000,
  activate: 300,
  steady: 4_000,
  deprovision: 300,
  retryGap: 2_000,
  retryGapMax: 20_000,
  stopRequest: 200,
  stage: 200,
  shift: 500,
  hook: 300,
  hookAgain: 2_000,
};
