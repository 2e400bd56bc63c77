import type { ReasonCode } from '#report/reasons';

/** Codes that somebody who looks for one finds together. */
export interface Theme {
  readonly title: string;
  /** What one sees, in a sentence. */
  readonly seen: string;
  readonly codes: readonly ReasonCode[];
}

/** In the order in which somebody is likely to need them. */
export const themes: readonly Theme[] = [
  {
    title: 'Tasks start and end again',
    seen: 'The new tasks run for a moment, then they stop and others take their place.',
    codes: ['crash-loop', 'exit-code', 'out-of-memory', 'container-health-check-failing', 'target-unhealthy'],
  },
  {
    title: 'Tasks do not start',
    seen: 'The new tasks stay PENDING or stop before their container runs.',
    codes: [
      'image-not-found',
      'image-pull-denied',
      'image-platform-mismatch',
      'secret-unreadable',
      'network-misconfigured',
      'no-capacity',
      'unschedulable',
      'quota-exceeded',
      'spot-interrupted',
    ],
  },
  {
    title: 'The rollout is ended, or does not end',
    seen: 'No task tells why: the deployment as a whole was stopped, was taken over, or goes on without an end.',
    codes: [
      'circuit-breaker',
      'alarm-fired',
      'hook-failed',
      'deployment-stuck',
      'deadline-exceeded',
      'stopped-by-person',
      'in-progress-elsewhere',
    ],
  },
  {
    title: 'It runs, but not as it should',
    seen: 'ECS calls the deployment a success, and what was asked afterwards did not agree.',
    codes: ['http-check-failed', 'version-mismatch', 'smoke-test-failed'],
  },
  {
    title: 'The database',
    seen: 'The snapshot or the migration before the rollout failed. No traffic was moved.',
    codes: ['migration-failed', 'migration-lock-timeout', 'database-unreachable', 'snapshot-failed'],
  },
  {
    title: 'Refused before anything was changed',
    seen: 'The release is not to be deployed, or there is nothing to go back to.',
    codes: ['invalid-input', 'not-found', 'stale-release', 'checks-not-passed', 'controller-unsupported'],
  },
  {
    title: 'Rolling back',
    seen: 'A rollback found nothing that it may go back to.',
    codes: ['rollback-target-missing'],
  },
  {
    title: 'Permissions, credentials and limits',
    seen: 'A call to AWS or GitHub was refused.',
    codes: ['access-denied', 'no-credentials', 'credentials-expired', 'throttled', 'notification-failed'],
  },
  {
    title: 'Building and pushing an image',
    seen: 'There is no image to deploy.',
    codes: [
      'build-failed',
      'registry-login-failed',
      'push-denied',
      'tag-immutable',
      'image-inputs-differ',
      'scan-blocked',
    ],
  },
  { title: 'None of these', seen: 'The cause is not known.', codes: ['unknown'] },
];
