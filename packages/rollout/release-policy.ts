import type { ReleasePolicy } from './story.ts';

/** The inputs of actions that follow what they start. */
export interface PolicyInputs {
  readonly 'dry-run': boolean;
  readonly 'on-cancel': 'rollback' | 'leave';
  readonly 'rollout-timeout-minutes': number;
  readonly 'verify-timeout-minutes': number;
  readonly 'bake-minutes'?: number | undefined;
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
    verifyTimeoutMs: verifyTimeout(inputs),
    ...instead,
  };
}

/** Milliseconds for all verification: the bake comes on top of what the checks may take. */
const verifyTimeout = (inputs: Pick<PolicyInputs, 'verify-timeout-minutes' | 'bake-minutes'>): number =>
  inputs['verify-timeout-minutes'] + (inputs['bake-minutes'] ?? 0);

/** Milliseconds that following, verifying and going back may take together. */
export const timeToVerdict = (inputs: PolicyInputs): number =>
  2 * inputs['rollout-timeout-minutes'] + verifyTimeout(inputs);
