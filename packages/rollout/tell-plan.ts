import { isAllUnchanged, needOf } from './need-of.ts';
import type { Row } from './row.ts';
import type { Story } from './story.ts';
import { wavesOf } from './waves-of.ts';

interface PlannedStep {
  readonly what: string;
  readonly row?: string;
  readonly isCheck?: true;
}

/**
 * Says what the run would do, in order, from the same plans: numbered in the log, and as the timeline of the report.
 * Reads only. Returns whether there is anything besides checks. Throws what keeps a snapshot from being taken.
 */
export async function tellPlan(story: Story, rows: readonly Row[]): Promise<boolean> {
  const { host } = story;
  const steps = [
    ...before(story, rows),
    ...(await changesOf(story, rows)),
    ...movesOf(story, rows),
    ...checksOf(story, undefined),
  ];
  if (steps.every(({ isCheck }) => isCheck)) return false;
  host.log.info('would do, in order:');
  for (const [at, { row, what }] of steps.entries()) {
    host.log.info(`  ${at + 1}. ${row === undefined ? '' : `${row}: `}${what}`);
    host.report.note(what, row);
  }
  return true;
}

/** What others do at the moment, and what a dead run left behind. */
function before({ policy, host }: Story, rows: readonly Row[]): readonly PlannedStep[] {
  return rows.flatMap(({ change: { row }, live }) => {
    if (live?.open !== undefined) return [{ row, what: `put in order what release ${live.open.release} left open` }];
    if (live?.busy === undefined) return [];
    if (policy.ifInProgress === 'wait') return [{ row, what: `wait for the end of ${live.busy.by}` }];
    if (policy.ifInProgress === 'supersede') return [];
    host.report.warn(`${row}: ${live.busy.by} is under way; a run that began now would fail (if-in-progress: fail)`);
    return [];
  });
}

async function changesOf(story: Story, rows: readonly Row[]): Promise<readonly PlannedStep[]> {
  if (isAllUnchanged(rows, story)) return [];
  const { foreseeSnapshot, foreseeMigrate } = story.steps;
  const staged = rows.filter(
    (row) => needOf(row, story) === 'staging' && row.plan?.to === undefined && row.plan !== undefined,
  );
  return [
    ...((await foreseeSnapshot?.()) ?? []).map((what) => ({ what })),
    ...staged.map(({ change: { row } }) => ({ row, what: 'register a new revision' })),
    ...(foreseeMigrate?.() ?? []).map((what) => ({ what })),
  ];
}

/** Wave by wave: what moves, what is followed, what is checked before the next. */
function movesOf(story: Story, rows: readonly Row[]): readonly PlannedStep[] {
  return wavesOf(rows.filter((row) => needOf(row, story) !== 'nothing')).flatMap((wave) => {
    const moving = wave.filter(({ plan }) => plan?.unchanged !== true);
    const moved = moving.filter(({ plan }) => plan?.underWay !== true);
    const followed = moving.filter(({ change }) => story.policy.follow && change.wait);
    return [
      ...moved.map((row) => ({ row: row.change.row, what: moveOf(row) })),
      ...(followed.length === 0 ? [] : [{ what: `follow ${namesOf(followed)} to the end` }]),
      ...checksOf(story, wave),
    ];
  });
}

function moveOf({ live, plan }: Row): string {
  const to = plan?.to?.label ?? 'the new revision';
  return plan?.to !== undefined && plan.to.id === live?.serving.id
    ? `update the service, which stays on ${to}`
    : `move from ${live?.serving.label ?? 'what serves'} to ${to}`;
}

/** Of a wave, or (`undefined`) those that come at the end. */
function checksOf({ checks, policy }: Story, wave: readonly Row[] | undefined): readonly PlannedStep[] {
  if (!policy.follow) return [];
  return checks
    .filter(({ row }) => (wave === undefined ? row === undefined : wave.some(({ change }) => change.row === row)))
    .map(({ name }) => ({ what: `check ${name}`, isCheck: true }));
}

const namesOf = (rows: readonly Row[]): string => rows.map(({ change }) => change.row).join(', ');
