/** One row of the closed list of reason codes. */
export interface Reason {
  /** What it means, in one sentence. */
  readonly means: string;
  /** What to do, at most two lines; `where` names the resource concerned. */
  readonly fix: (where: string) => string;
  /** The rooms whose code gives it; empty: kept in the list, given by parts that are not here yet. */
  readonly givenBy: readonly string[];
}

export const reasons = {
  'image-not-found': {
    means: 'The image that a task needs does not exist in its registry.',
    fix: (where) => `Push the image first, or correct its tag or digest (${where}).`,
    givenBy: ['ecs/causes', 'ecs/plan-change'],
  },
  'image-pull-denied': {
    means: 'The registry refused to hand out the image.',
    fix: (where) => `Let the execution role pull from the repository, and check the path to the registry (${where}).`,
    givenBy: ['ecs/causes'],
  },
  'image-platform-mismatch': { means: 'image-platform-mismatch', fix: (where) => `See image-platform-mismatch (${where}).`, givenBy: [] },
  'secret-unreadable': { means: 'secret-unreadable', fix: (where) => `See secret-unreadable (${where}).`, givenBy: [] },
  'crash-loop': { means: 'crash-loop', fix: (where) => `See crash-loop (${where}).`, givenBy: [] },
  'exit-code': { means: 'exit-code', fix: (where) => `See exit-code (${where}).`, givenBy: [] },
  'out-of-memory': { means: 'out-of-memory', fix: (where) => `See out-of-memory (${where}).`, givenBy: [] },
  'container-health-check-failing': { means: 'container-health-check-failing', fix: (where) => `See container-health-check-failing (${where}).`, givenBy: [] },
  'target-unhealthy': { means: 'target-unhealthy', fix: (where) => `See target-unhealthy (${where}).`, givenBy: [] },
  'unschedulable': { means: 'unschedulable', fix: (where) => `See unschedulable (${where}).`, givenBy: [] },
  'no-capacity': { means: 'no-capacity', fix: (where) => `See no-capacity (${where}).`, givenBy: [] },
  'spot-interrupted': { means: 'spot-interrupted', fix: (where) => `See spot-interrupted (${where}).`, givenBy: [] },
  'quota-exceeded': { means: 'quota-exceeded', fix: (where) => `See quota-exceeded (${where}).`, givenBy: [] },
  'network-misconfigured': { means: 'network-misconfigured', fix: (where) => `See network-misconfigured (${where}).`, givenBy: [] },
  'deployment-stuck': { means: 'deployment-stuck', fix: (where) => `See deployment-stuck (${where}).`, givenBy: [] },
  'alarm-fired': { means: 'alarm-fired', fix: (where) => `See alarm-fired (${where}).`, givenBy: [] },
  'circuit-breaker': { means: 'circuit-breaker', fix: (where) => `See circuit-breaker (${where}).`, givenBy: [] },
  'hook-failed': { means: 'hook-failed', fix: (where) => `See hook-failed (${where}).`, givenBy: [] },
  'version-mismatch': { means: 'version-mismatch', fix: (where) => `See version-mismatch (${where}).`, givenBy: [] },
  'http-check-failed': { means: 'http-check-failed', fix: (where) => `See http-check-failed (${where}).`, givenBy: [] },
  'smoke-test-failed': { means: 'smoke-test-failed', fix: (where) => `See smoke-test-failed (${where}).`, givenBy: [] },
  'migration-failed': { means: 'migration-failed', fix: (where) => `See migration-failed (${where}).`, givenBy: [] },
  'migration-lock-timeout': { means: 'migration-lock-timeout', fix: (where) => `See migration-lock-timeout (${where}).`, givenBy: [] },
  'database-unreachable': { means: 'database-unreachable', fix: (where) => `See database-unreachable (${where}).`, givenBy: [] },
  'snapshot-failed': { means: 'snapshot-failed', fix: (where) => `See snapshot-failed (${where}).`, givenBy: [] },
  'build-failed': { means: 'build-failed', fix: (where) => `See build-failed (${where}).`, givenBy: [] },
  'registry-login-failed': { means: 'registry-login-failed', fix: (where) => `See registry-login-failed (${where}).`, givenBy: [] },
  'push-denied': { means: 'push-denied', fix: (where) => `See push-denied (${where}).`, givenBy: [] },
  'tag-immutable': { means: 'tag-immutable', fix: (where) => `See tag-immutable (${where}).`, givenBy: [] },
  'image-inputs-differ': { means: 'image-inputs-differ', fix: (where) => `See image-inputs-differ (${where}).`, givenBy: [] },
  'scan-blocked': { means: 'scan-blocked', fix: (where) => `See scan-blocked (${where}).`, givenBy: [] },
  'access-denied': { means: 'access-denied', fix: (where) => `See access-denied (${where}).`, givenBy: [] },
  'controller-unsupported': { means: 'controller-unsupported', fix: (where) => `See controller-unsupported (${where}).`, givenBy: [] },
  'stopped-by-person': { means: 'stopped-by-person', fix: (where) => `See stopped-by-person (${where}).`, givenBy: [] },
  'deadline-exceeded': { means: 'deadline-exceeded', fix: (where) => `See deadline-exceeded (${where}).`, givenBy: [] },
  'throttled': { means: 'throttled', fix: (where) => `See throttled (${where}).`, givenBy: [] },
  'credentials-expired': { means: 'credentials-expired', fix: (where) => `See credentials-expired (${where}).`, givenBy: [] },
  'not-found': { means: 'not-found', fix: (where) => `See not-found (${where}).`, givenBy: [] },
  'rollback-target-missing': { means: 'rollback-target-missing', fix: (where) => `See rollback-target-missing (${where}).`, givenBy: [] },
  'stale-release': { means: 'stale-release', fix: (where) => `See stale-release (${where}).`, givenBy: [] },
  'in-progress-elsewhere': { means: 'in-progress-elsewhere', fix: (where) => `See in-progress-elsewhere (${where}).`, givenBy: [] },
  'checks-not-passed': { means: 'checks-not-passed', fix: (where) => `See checks-not-passed (${where}).`, givenBy: [] },
  'invalid-input': { means: 'invalid-input', fix: (where) => `See invalid-input (${where}).`, givenBy: [] },
  unknown: {
    means: 'It failed, and what was seen fits no known cause.',
    fix: (where) => `Read the evidence below (${where}).`,
    givenBy: ['ecs/causes', 'report'],
  },
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof reasons;
