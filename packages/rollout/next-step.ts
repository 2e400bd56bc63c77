import type { ReportRow } from '#report/deployment-report';
import type { Verdict } from '#report/verdict';
import { isStarted, type Row } from './row.ts';

/** The next thing to do after a run that ended by itself; `undefined` when there is nothing special. */
export function nextStep(verdict: Verdict, rows: readonly ReportRow[], command?: string): string | undefined {
  const open = rows.find((row) => row.verdict === verdict && row.rollout !== undefined);
  switch (verdict) {
    case 'unknown':
      return `see what became of ${open?.rollout ?? 'the deployment'}: run wait-stable-and-healthcheck for ${open?.name ?? 'the service'}`;
    case 'rollback-failed':
    case 'timed-out':
      return command === undefined ? undefined : `put the previous release back by hand: ${command}`;
    case 'rolled-back':
      return 'mend the cause, then deploy again: the previous release serves';
    case 'failed':
      return open === undefined || command === undefined
        ? 'mend the cause, then run again: the previous release serves'
        : `mend the cause and deploy again, or go back: ${command}`;
    case 'superseded':
      return 'look at the deployment that came after this one: its run has the say now';
    case 'paused':
      return `continue or roll back the paused deployment ${open?.rollout ?? ''}`.trimEnd();
    default:
      return undefined;
  }
}

/** Whether `post` brings this row of a cancelled run back: what goes back already always, the rest as the user wants. */
export const isFollowedByPost = (row: Row, onCancel: 'rollback' | 'leave'): boolean =>
  row.phase === 'restoring' || (isStarted(row) && onCancel === 'rollback');

/** The next thing to do after a cancelled run, or its post step: who goes on, else what serves and how to start again. */
export function nextAfterCancel(
  rows: readonly Row[],
  { onCancel, release }: { readonly onCancel: 'rollback' | 'leave'; readonly release: string },
): string | undefined {
  const bad = rows.find(({ verdict }) => verdict === 'rollback-failed' || verdict === 'unknown');
  if (bad !== undefined) return `see to ${bad.change.row} in ${bad.change.place} now: it may serve what was not wanted`;
  const followed = rows.filter((row) => isFollowedByPost(row, onCancel));
  if (followed.length > 0) {
    return `the post step of this job follows the way back: ${followed.map((row) => `${row.change.row} to ${row.part?.from.label ?? 'the release before'}`).join(', ')}`;
  }
  const left = rows.filter((row) => isStarted(row) || row.verdict === 'cancelled');
  if (left.length > 0) {
    return `${namesOf(left)} left as it is (on-cancel: leave); wait-stable-and-healthcheck with release-id ${release} follows it`;
  }
  const back = rows.filter(({ verdict }) => verdict === 'rolled-back');
  if (back.length > 0) {
    return `run again when it is to go on: ${back.map((row) => row.part?.from.label ?? row.change.row).join(', ')} serves again`;
  }
  if (rows.length === 0) return 'look at the schema before running again';
  return rows.some(({ verdict }) => verdict === 'superseded')
    ? nextStep('superseded', [])
    : 'run again when it is to go on: no traffic was moved';
}

const namesOf = (rows: readonly Row[]): string => rows.map(({ change }) => change.row).join(', ');
