import type { DeploymentReport } from './deployment-report.ts';
import { isOnlyRegistered } from './task-definitions.ts';
import type { Verdict } from './verdict.ts';

/** How a verdict is said. */
export interface VerdictWords {
  /** For Markdown. */
  readonly icon: string;
  /** For terminals: one column wide. */
  readonly mark: string;
  /** Headline of a run. */
  readonly headline: string;
  /** One row among others. */
  readonly row: string;
  readonly tone: 'good' | 'neutral' | 'attention' | 'bad';
}

export const verdictWords: Readonly<Record<Verdict, VerdictWords>> = {
  'rollback-failed': {
    icon: '🚨',
    mark: '✗',
    headline: 'Not deployed, and the rollback failed: a person is needed now',
    row: 'rollback failed',
    tone: 'bad',
  },
  unknown: {
    icon: '❓',
    mark: '?',
    headline: 'Unknown: we lost sight of it, and it may still be under way',
    row: 'unknown',
    tone: 'bad',
  },
  failed: { icon: '❌', mark: '✗', headline: 'Failed', row: 'failed', tone: 'bad' },
  'timed-out': { icon: '⌛', mark: '✗', headline: 'Not finished in the time given', row: 'timed out', tone: 'bad' },
  cancelled: { icon: '🛑', mark: '✗', headline: 'Cancelled before it was done', row: 'cancelled', tone: 'bad' },
  superseded: {
    icon: '⏩',
    mark: '✗',
    headline: 'Not deployed: another deployment took over',
    row: 'superseded',
    tone: 'attention',
  },
  'rolled-back': {
    icon: '↩️',
    mark: '✗',
    headline: 'Not deployed: rolled back, the previous release serves again',
    row: 'rolled back',
    tone: 'bad',
  },
  paused: {
    icon: '⏸️',
    mark: '!',
    headline: 'Paused: it waits for someone to continue it or roll it back',
    row: 'paused',
    tone: 'attention',
  },
  skipped: { icon: '⏭️', mark: '-', headline: 'Skipped: not reached', row: 'not started', tone: 'attention' },
  planned: { icon: '📋', mark: '·', headline: 'Planned: nothing was changed', row: 'planned', tone: 'neutral' },
  started: { icon: '▶️', mark: '·', headline: 'Started, and not followed to its end', row: 'started', tone: 'neutral' },
  succeeded: { icon: '✅', mark: '✓', headline: 'Deployed', row: 'deployed', tone: 'good' },
  unchanged: { icon: '✅', mark: '✓', headline: 'Nothing to do: it serves already', row: 'unchanged', tone: 'good' },
};

type Words = Partial<Pick<VerdictWords, 'headline' | 'row' | 'icon'>>;

/** Actions that do something else than deploy say the same verdicts in other words. */
const byAction: Readonly<Record<string, Partial<Record<Verdict, Words>>>> = {
  rollback: {
    succeeded: { headline: 'Rolled back: the earlier release serves', row: 'back' },
    unchanged: { headline: 'Nothing to do: the earlier release serves already' },
    failed: { headline: 'The rollback failed' },
    'rolled-back': { headline: 'The rollback did not hold: the release before it serves again' },
  },
  'run-migration-task': {
    succeeded: { headline: 'Migrated', row: 'migrated' },
    failed: { headline: 'The migration failed' },
    unchanged: { headline: 'Nothing to migrate' },
  },
  'snapshot-rds': {
    succeeded: { headline: 'Snapshot taken', row: 'taken' },
    failed: { headline: 'No snapshot was taken' },
  },
  'build-push-ecr': {
    succeeded: { headline: 'Built', row: 'built' },
    unchanged: { headline: 'Nothing to build: it is there already', row: 'reused' },
    failed: { headline: 'Not built' },
  },
  'register-and-deploy-task-def': {
    failed: { headline: 'Not deployed' },
    succeeded: { headline: 'Registered and deployed' },
    started: { headline: 'Rollout started; this step does not wait for its end' },
  },
  'wait-stable-and-healthcheck': {
    failed: { headline: 'The rollout failed' },
    succeeded: { headline: 'Deployed and verified' },
  },
  'deploy-ecs': { failed: { headline: 'Not deployed' } },
  'delivery-report': {
    // Green is the report, not what it tells of.
    succeeded: { icon: '📣', headline: 'Reported' },
    planned: { headline: 'Would be reported' },
    failed: { headline: 'Not everything was reported' },
  },
  preflight: { succeeded: { headline: 'Ready to deploy', row: 'ready' }, failed: { headline: 'Not ready to deploy' } },
};

/** Of a run that named no service, whatever its action: nothing was deployed. */
const ofRegistering: Partial<Record<Verdict, Words>> = {
  succeeded: { headline: 'Registered; no service was named', row: 'registered' },
  unchanged: { headline: 'Nothing to do: it is registered already' },
};

/** How the way back is announced, before its command: `to go back`. */
export const wayBackWords = (action: string): string =>
  action === 'rollback' ? 'to undo this rollback' : 'to go back';

/** The words of a verdict in a report: of the run, or of one of its rows. */
export function wordsIn({ action, rows }: Pick<DeploymentReport, 'action' | 'rows'>, verdict: Verdict): VerdictWords {
  const other = Object.hasOwn(byAction, action) ? byAction[action]?.[verdict] : undefined;
  const registering = isOnlyRegistered({ rows }) ? ofRegistering[verdict] : undefined;
  return { ...verdictWords[verdict], ...other, ...registering };
}
