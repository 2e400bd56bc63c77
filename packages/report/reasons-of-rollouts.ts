import type { Reason } from './reason.ts';

/** Reasons that lie in a rollout as a whole, in what watches over it, or in what verifies it. */
export const reasonsOfRollouts = {
  'deployment-stuck': {
    means: 'The rollout cannot go on, although nothing in it fails.',
    fix: (
      where,
    ) => `Let it start a task more or stop one: raise maximumPercent or lower minimumHealthyPercent (${where}).
With one task wanted, 100 and 200 work; 100 and 100 never do.`,
    givenBy: ['ecs'],
  },
  'alarm-fired': {
    means: 'A CloudWatch alarm that guards the deployment went off.',
    fix: (
      where,
    ) => `Open the alarm in the CloudWatch console and compare its metric before and after the rollout began (${where}).
If it was red before, settle that first: no deployment passes it.`,
    givenBy: ['ecs', 'verification'],
  },
  'circuit-breaker': {
    means: "The service's circuit breaker ended the rollout, and no closer cause could be seen.",
    fix: (where) => `Look at the stopped tasks and the events of the service in the ECS console (${where}).
aws ecs list-tasks --desired-status STOPPED keeps them for about an hour.`,
    givenBy: ['ecs'],
  },
  'hook-failed': {
    means: 'A lifecycle hook of the deployment failed or asked for a rollback.',
    fix: (where) =>
      `Read the log of the hook's function for this stage, and what it answered as hookStatus (${where}).`,
    givenBy: ['ecs'],
  },
  'controller-unsupported': {
    means: 'The service is deployed by something else than ECS itself.',
    fix: (where) =>
      `Deploy it with its own controller (CODE_DEPLOY: aws deploy create-deployment), or move it to deploymentController ECS (${where}).`,
    givenBy: ['ecs'],
  },
  'version-mismatch': {
    means: 'The application answers, but with another version than the one deployed.',
    fix: (
      where,
    ) => `Check that the image is built from this commit and that expect-version points at the field with the version (${where}).
A cache or another service behind the same URL also answers with an old version.`,
    givenBy: ['ecs', 'verification'],
  },
  'http-check-failed': {
    means: 'A health check over HTTP did not get the answer it expects.',
    fix: (where) => `Open the URL and compare status and body with what the check expects (${where}).
If it is right but slow to come, raise budget-seconds or timeout-seconds in health-checks.`,
    givenBy: ['verification'],
  },
  'smoke-test-failed': {
    means: 'The smoke test ended with an error.',
    fix: (where) =>
      `Read the output of the smoke test in the job summary; run the same smoke-command by hand against this environment (${where}).`,
    givenBy: ['verification'],
  },
  'deadline-exceeded': {
    means: 'It was not done within the time given to it.',
    fix: (where) =>
      `See in the timeline what was waited for; if it only needs longer, raise its timeout-minutes input (${where}).`,
    givenBy: ['ecr', 'ecs', 'rds', 'rollout', 'verification'],
  },
  'rollback-target-missing': {
    means: 'There is no release to go back to, or it cannot be run any more.',
    fix: (
      where,
    ) => `Name a target in the input to: a revision, commit or release from the candidates in the job summary (${where}).
A target must be ACTIVE and its image must still be in the registry.`,
    givenBy: ['ecs'],
  },
  'stale-release': {
    means: 'A newer release than this one is deployed already.',
    fix: (where) =>
      `Run the newest workflow run instead; to go back on purpose use rollback, or set allow-older to true (${where}).`,
    givenBy: ['rollout'],
  },
  'in-progress-elsewhere': {
    means: 'Another deployment of the same service, or another migration of the same database, is under way.',
    fix: (where) => `Let it end and run again, or stop it first; if-in-progress: wait does that by itself (${where}).
In the workflow, a concurrency group for each environment keeps runs apart.`,
    givenBy: ['ecs', 'rollout'],
  },
  'checks-not-passed': {
    means: 'Checks that must pass before this commit is deployed have not passed.',
    fix: (where) => `Open the checks of the commit, let them pass, and run again (${where}).
Which ones are needed is set in the input require-checks.`,
    givenBy: ['github'],
  },
} as const satisfies Record<string, Reason>;
