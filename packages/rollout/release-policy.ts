import type { ReleasePolicy } from './story.ts';

/** The inputs of actions that follow what they start. */
export interface PolicyInputs {
  readonly 'dry-run': boolean;
  readonly 'on-cancel': 'rollback' | 'leave';
  readonly 'rollout-timeout-minutes': number;
  readonly 'verify-timeout-minutes': number;
  readonly 'on-failure'?: 'rollback' | 'leave';
  readonly 'if-in-progress'?: 'wait' | 'fail' | 'supersede';
  readonly 'allow-older'?: boolean;
}

/** The policy that the inputs of an action describe; an action without an input passes what it does instead. */
export function releasePolicy(inputs: PolicyInputs, instead: Partial<ReleasePolicy> = {}): ReleasePolicy {
  return {
    kind: 'deploy',
    follow: true,
    onFailure: inputs['on-failure'] ?? 'leave',
    onCancel: inputs['on-cancel'],
    ifInProgress: inputs['if-in-progress'] ?? 'wait',
    allowOlder: inputs['allow-older'] ?? false,
    dryRun: inputs['dry-run'],
    rolloutTimeoutMs: inputs['rollout-timeout-minutes'],
    verifyTimeoutMs: inputs['verify-timeout-minutes'],
    ...instead,
  };
}
