import type { Reason } from './reason.ts';

/** Reasons that lie in the run itself: its inputs, its credentials, its calls. */
export const reasonsOfRuns = {
  'access-denied': {
    means: 'AWS or GitHub refused a call, because a permission is missing.',
    fix: (where) => `Add the action named in the evidence to the policy of the role of this job (${where}).
If it is there already, look for an explicit deny: permission boundary, service control policy, session policy.`,
    givenBy: ['aws', 'ecs', 'github'],
  },
  throttled: {
    means: 'AWS or GitHub kept refusing calls, because too many are made.',
    fix: (where) => `Run again in some minutes; look in CloudTrail for what else calls this API so often (${where}).`,
    givenBy: ['aws', 'github'],
  },
  'credentials-expired': {
    means: 'The AWS credentials ended during the run, and could not be renewed.',
    fix: (
      where,
    ) => `Set role-to-assume and permissions id-token: write, so that credentials are renewed during the run (${where}).
With credentials from another step, raise role-duration-seconds there.`,
    givenBy: ['aws'],
  },
  'no-credentials': {
    means: 'There are no AWS credentials, or none that AWS knows.',
    fix: (
      where,
    ) => `Set role-to-assume on this step, and permissions: { contents: read, id-token: write } on the job (${where}).
Or add a step before this one that sets AWS_ACCESS_KEY_ID and its companions (aws-actions/configure-aws-credentials).`,
    givenBy: ['aws', 'runner'],
  },
  'notification-failed': {
    means: 'The webhook that was to be told did not take the message.',
    fix: (where) =>
      `Check that the address is still valid and that the job may reach it; make a new one where it was revoked (${where}).`,
    givenBy: ['github'],
  },
  'not-found': {
    means: 'Something that an input names does not exist in this account and region.',
    fix: (where) => `Check the name, aws-region and the account of the credentials (${where}).`,
    givenBy: ['aws', 'ecr', 'ecs', 'github', 'rds', 'verification'],
  },
  'invalid-input': {
    means: 'An input is missing, or has a value that is not allowed.',
    fix: (where) => `Correct the value under with: in the workflow (${where}).
A value that is empty although a job handed it over was blanked, because it contains a secret: keep such names in vars.`,
    givenBy: ['aws', 'ecr', 'ecs', 'github', 'rds', 'runner', 'verification'],
  },
  unknown: {
    means: 'It failed, and what was seen fits no known cause.',
    fix: (where) =>
      `Read the evidence in the job summary; if it tells nothing, run again with debug logging and report it with those lines (${where}).`,
    givenBy: ['aws', 'ecs', 'github', 'report', 'rollout'],
  },
} as const satisfies Record<string, Reason>;
