import type { RevisionView } from '#report/deployment-report';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import { follow } from './follow.ts';
import type { LiveView, Part } from './platform.ts';
import { printProgress } from './print-progress.ts';
import type { Row } from './row.ts';
import type { Story } from './story.ts';

/**
 * Reads what serves, waits for (or refuses) rollouts under way, plans every row, and brings leftovers of dead runs into
 * a known state. Nothing that moves traffic is written. Throws one `Failure` with everything that is wrong.
 */
export async function prepareRows(story: Story, rows: readonly Row[]): Promise<void> {
  await readLive(story, rows);
  refuseOlderRows(story, rows);
  await waitForOthers(story, rows);
  // What was waited for may be newer than we are.
  refuseOlderRows(story, rows);
  await planRows(story, rows);
  if (!story.policy.dryRun) await reconcileRows(story, rows);
}

async function readLive(story: Story, rows: readonly Row[]): Promise<void> {
  const lives = await story.platform.current(rows.map((row) => row.change));
  rows.forEach((row, index) => {
    const live = lives[index];
    if (live === undefined) return;
    row.live = live;
    for (const warning of live.warnings) story.host.report.warn(warning);
  });
}

function refuseOlderRows(story: Story, rows: readonly Row[]): void {
  for (const { live } of rows) if (live !== undefined) refuseOlder(story, live);
}

/** An old run that was started again, or came late, must not take a newer release down, nor one that is on its way. */
function refuseOlder({ policy, host }: Story, live: LiveView): void {
  if (policy.kind !== 'deploy' || policy.allowOlder) return;
  const ours = runOf(host.run.release);
  const isNewer = (release: string | undefined): boolean => {
    const theirs = runOf(release ?? '');
    return ours !== undefined && theirs !== undefined && ours < theirs;
  };
  const { serving, release, busy, open } = live;
  if (isNewer(release)) throw stale(live, `serves release ${release}`, `serving: ${shown(serving)}`);
  // What is waited for may still fail: then it is no reason to refuse.
  const replaced = policy.ifInProgress === 'supersede' || open !== undefined ? busy : undefined;
  if (isNewer(replaced?.release)) {
    throw stale(live, `release ${replaced?.release} is under way`, `under way: ${replaced?.by}`);
  }

  function stale({ row, place }: LiveView, what: string, evidence: string): Failure {
    return new Failure(
      diagnosis('stale-release', {
        what: `${row}: ${what}, which is newer than this run (${host.run.release})`,
        where: `${row} in ${place}`,
        evidence: [evidence],
      }),
    );
  }
}

const shown = ({ label, commit }: RevisionView): string => `${label}${commit ? `, commit ${commit}` : ''}`;

/** Run ids of GitHub only grow; a release that is not named by one cannot be compared. */
function runOf(release: string): bigint | undefined {
  const match = /^(\d+)-\d+$/.exec(release);
  return match?.[1] === undefined ? undefined : BigInt(match[1]);
}

/** Milliseconds between the end of somebody else's rollout and reading again what serves. */
const pauseBeforeReading = 2_000;
/** Whoever follows a rollout that cannot succeed any more has begun to put it back by then, in milliseconds. */
const graceOfDoomed = 60_000;

/**
 * A rollout that a dead run left behind (`open`) is not waited for: it is ours to supersede. So is one that cannot
 * succeed any more and that nobody puts back: its end would never come.
 */
async function waitForOthers(story: Story, rows: readonly Row[]): Promise<void> {
  const { policy, host } = story;
  if (policy.ifInProgress === 'supersede' || policy.dryRun) return;
  const deadline = host.clock.now() + policy.rolloutTimeoutMs;
  let doomedAt: number | undefined;
  const said = new Set<string>();
  for (;;) {
    const busy = rows.flatMap(({ live }) => (live?.busy === undefined || live.open !== undefined ? [] : [live.busy]));
    if (busy.length === 0) return;
    if (policy.ifInProgress === 'fail' || host.clock.now() >= deadline) throw new Failure(inProgress(rows));
    const { doomed, paused } = await followOthers(story, busy, { deadline, said });
    doomedAt = doomed === undefined ? undefined : (doomedAt ?? host.clock.now());
    if (doomed !== undefined && host.clock.now() - (doomedAt ?? 0) >= graceOfDoomed) {
      return host.report.warn(`not waited for, since it cannot succeed any more and nobody puts it back: ${doomed}`);
    }
    const isStanding = doomed !== undefined || paused;
    await host.clock.sleep(isStanding ? graceOfDoomed / 6 : pauseBeforeReading, host.signal);
    await readLive(story, rows);
  }
}

/** Follows them to their end; `doomed`: who and why when all that still move are; `paused`: one waits for a person. */
async function followOthers(
  { host, platform }: Story,
  busy: readonly { readonly part: Part; readonly by: string }[],
  { deadline, said }: { readonly deadline: number; readonly said: Set<string> },
): Promise<{ readonly doomed: string | undefined; readonly paused: boolean }> {
  const { clock, signal, log, report } = host;
  for (const { by, part } of busy) {
    if (said.has(`${part.row} ${by}`)) continue;
    said.add(`${part.row} ${by}`);
    log.info(`${part.row}: waits for the end of ${by} (if-in-progress: wait)`);
    report.note(`waits for ${by}`, part.row);
  }
  const parts = busy.map(({ part }) => part);
  // What happens to tasks of somebody else is their run's to tell.
  const printer = { ...printProgress(clock, log, clock.now(), parts), news: () => {} };
  const ends = await follow(platform.watch(parts), parts, { clock, signal, printer, deadline, endAtFirstBad: false });
  const doomed = ends.flatMap((end, index) => {
    const one = busy[index];
    return end.how === 'doomed' && one !== undefined ? [`${one.part.row}, ${one.by}: ${end.why.what}`] : [];
  });
  return {
    doomed: doomed.length === 0 ? undefined : doomed.join('; '),
    paused: ends.some(({ how }) => how === 'paused'),
  };
}

function inProgress(rows: readonly Row[]): Diagnosis {
  const busy = rows.flatMap(({ live }) =>
    live?.busy === undefined ? [] : [{ row: live.row, place: live.place, by: live.busy.by }],
  );
  return diagnosis('in-progress-elsewhere', {
    what: `another deployment is under way: ${busy.map(({ row, by }) => `${row} (${by})`).join(', ')}`,
    where: busy.map(({ row, place }) => `${row} in ${place}`).join(', '),
    evidence: busy.map(({ row, by }) => `${row}: ${by}`),
  });
}

/** Plans all rows before any is applied; the problems of all of them come in one message. */
async function planRows(story: Story, rows: readonly Row[]): Promise<void> {
  const plans = await Promise.allSettled(
    rows.map(async (row) => {
      if (row.live === undefined) throw new Error(`${row.change.row} was not read`);
      return await story.platform.plan(row.change, row.live);
    }),
  );
  const problems: unknown[] = plans.flatMap((plan) => (plan.status === 'rejected' ? [plan.reason] : []));
  if (problems.length > 0) throw joinProblems(problems);
  plans.forEach((plan, index) => {
    const row = rows[index];
    if (plan.status !== 'fulfilled' || row === undefined) return;
    row.plan = plan.value;
    row.phase = 'planned';
    for (const warning of plan.value.warnings) story.host.report.warn(warning);
  });
}

/** One failure that says everything: the first one's code, every problem as evidence. */
function joinProblems(problems: readonly unknown[]): unknown {
  const failures = problems.filter((problem) => problem instanceof Failure);
  const first = failures[0];
  if (first === undefined || failures.length < problems.length)
    return problems.find((problem) => !(problem instanceof Failure));
  if (failures.length === 1) return first;
  const lines = failures.flatMap(({ diagnosis: { what, where, evidence } }) => [
    what.startsWith(where) ? what : `${where}: ${what}`,
    ...evidence,
  ]);
  const fixes = new Set(failures.flatMap((failure) => failure.diagnosis.fix.split('\n')));
  return new Failure(
    diagnosis(first.diagnosis.code, {
      what: failures.map((failure) => failure.diagnosis.what).join('; '),
      where: failures.map((failure) => failure.diagnosis.where).join(', '),
      evidence: [...new Set(lines)],
      fix: [...fixes].slice(0, 2).join('\n'),
    }),
  );
}

async function reconcileRows(story: Story, rows: readonly Row[]): Promise<void> {
  for (const { live } of rows) {
    if (live?.open === undefined) continue;
    story.host.report.warn(`${live.row}: ${live.open.what}`);
    for (const line of await story.platform.reconcile(live)) {
      story.host.log.info(line);
      story.host.report.note(line, live.row);
    }
  }
}
