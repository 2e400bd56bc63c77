import type { ReportRow } from '#report/deployment-report';
import { servingOf } from '#report/explain';
import { inlineCommand } from '#report/inline-command';
import type { Verdict } from '#report/verdict';
import { isStarted, type Row } from './row.ts';

interface Ways {
  readonly kind: 'deploy' | 'rollback';
  readonly command?: string | undefined;
  /** `false`: nothing at all was written, not even a record. */
  readonly wrote?: boolean;
}

/** The next thing to do after a run that ended by itself; `undefined` when there is nothing special. */
export function nextStep(
  verdict: Verdict,
  rows: readonly ReportRow[],
  { kind, command, wrote = true }: Ways,
): string | undefined {
  const open = rows.find((row) => row.verdict === verdict && row.rollout !== undefined);
  const back = kind === 'rollback' ? 'undo this rollback' : 'put the previous release back';
  switch (verdict) {
    case 'unknown':
      return `see what became of ${open?.rollout ?? 'the deployment'}: run wait-stable-and-healthcheck for ${open?.name ?? 'the service'}`;
    case 'rollback-failed':
    case 'timed-out':
      return command === undefined ? undefined : `${back} by hand: ${inlineCommand(command)}`;
    case 'rolled-back':
      return kind === 'rollback'
        ? 'mend the cause, then roll back again: the release that was to be left serves'
        : 'mend the cause, then deploy again: the previous release serves';
    case 'failed':
      return nextOfFailed(rows, { kind, wrote, command: open === undefined ? undefined : command });
    case 'superseded':
      return 'look at the deployment that came after this one: its run has the say now';
    case 'paused':
      return `continue or roll back the paused deployment ${open?.rollout ?? ''}`.trimEnd();
    default:
      return undefined;
  }
}

function nextOfFailed(rows: readonly ReportRow[], { kind, command, wrote }: Ways): string | undefined {
  if (command !== undefined) {
    const [again, back] = kind === 'rollback' ? ['roll back', 'undo this rollback'] : ['deploy', 'go back'];
    return `mend the cause and ${again} again, or ${back}: ${inlineCommand(command)}`;
  }
  const again = 'mend the cause, then run again';
  const ends = rows.map(servingOf).filter((serving) => serving !== 'same');
  if (ends.every((serving) => serving === 'untouched')) {
    // The report says it by itself when nothing at all was written.
    return wrote === false ? undefined : `${again}: no service was touched`;
  }
  const isBack = ends.every((serving) => serving === 'untouched' || serving === 'previous');
  return isBack && kind === 'deploy' ? `${again}: the previous release serves` : again;
}

/** The rows that a person may want to undo, as the command that does it wants them; never what someone else deployed. */
export const undoable = (
  rows: readonly ReportRow[],
): readonly { readonly row: string; readonly place: string; readonly from: string }[] =>
  rows.flatMap(({ name, place, from, verdict, rollout }) =>
    from === undefined || rollout === undefined || settled.includes(verdict)
      ? []
      : [{ row: name, place, from: from.id }],
  );

const settled: readonly Verdict[] = ['rolled-back', 'skipped', 'unchanged', 'superseded'];

/** Whether `post` brings this row of a cancelled run back: what goes back already always, the rest as the user wants. */
export const isFollowedByPost = (row: Row, onCancel: 'rollback' | 'leave'): boolean =>
  row.phase === 'restoring' || (isStarted(row) && onCancel === 'rollback');

/** The next thing to do after a cancelled run, or its post step: who goes on, else what serves and how to start again. */
export function nextAfterCancel(
  rows: readonly Row[],
  {
    onCancel,
    release,
    command,
  }: {
    readonly onCancel: 'rollback' | 'leave';
    readonly release: string;
    readonly command?: string | undefined;
  },
): string | undefined {
  const bad = rows.filter(({ verdict }) => verdict === 'rollback-failed' || verdict === 'unknown');
  const [first] = bad;
  if (first !== undefined) {
    const trouble = `see to ${namesOf(bad)} in ${first.change.place} now: it may serve what was not wanted`;
    return command === undefined ? trouble : `${trouble}; to go back: ${inlineCommand(command)}`;
  }
  const followed = rows.filter((row) => isFollowedByPost(row, onCancel));
  if (followed.length > 0) {
    return `the post step of this job follows the way back: ${followed.map((row) => `${row.change.row} to ${row.part?.from.label ?? 'the release before'}`).join(', ')}`;
  }
  const left = rows.filter((row) => isStarted(row) || row.verdict === 'cancelled' || row.verdict === 'started');
  const unseen = left.filter(({ phase }) => phase === 'shifting');
  if (unseen.length > 0) {
    return `the post step of this job looks whether ${namesOf(unseen)} was started: no answer had come yet`;
  }
  if (left.length > 0) {
    const wish = onCancel === 'leave' ? ' (on-cancel: leave)' : '';
    return `${namesOf(left)} left as it is${wish}; wait-stable-and-healthcheck with release-id ${release} follows it`;
  }
  const back = rows.filter(({ verdict }) => verdict === 'rolled-back');
  if (back.length > 0) {
    return `run again to go on: ${back.map((row) => row.part?.from.label ?? row.change.row).join(', ')} serves again`;
  }
  if (rows.length === 0) return 'look at the schema before running again';
  return rows.some(({ verdict }) => verdict === 'superseded')
    ? nextStep('superseded', [], { kind: 'deploy' })
    : 'run again to go on: no traffic was moved';
}

const namesOf = (rows: readonly Row[]): string => rows.map(({ change }) => change.row).join(', ');
