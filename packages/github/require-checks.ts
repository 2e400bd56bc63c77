import { until } from '#base/until';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { duration } from '#report/duration';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import { GithubError, githubDiagnosis } from './github-error.ts';
import { type Judged, judgeChecks, nearNames, type Wanted } from './judge-checks.ts';
import { type Github, openGithub } from './open-github.ts';
import { type CheckView, isMoreToCome, readChecks } from './read-checks.ts';

export interface RequiredChecks {
  readonly wanted: Wanted;
  readonly commit: string;
  readonly token: string;
  /** Milliseconds. */
  readonly timeoutMs: number;
}

/** Milliseconds in which a workflow that was started together with ours appears. */
const graceOfMissing = 60_000;
const heartbeat = 30_000;
/** A job's token has a thousand calls an hour: dense at first, then three or four calls every 20 s. */
const pauseMs = (looks: number): number => (looks < 24 ? 5_000 : 20_000);

/**
 * Waits until the checks of a commit have passed. Throws `checks-not-passed` when one failed, is missing or did not
 * end in time (verdict `timed-out`), with what was found; what GitHub refuses with its own reason. Writes nothing.
 */
export async function requireChecks(of: RequiredChecks, host: Host): Promise<void> {
  const { clock, signal } = host;
  const { wanted, commit, timeoutMs } = of;
  const where = `checks of ${commit.slice(0, 7)}`;
  const github = openGithub(host, of.token, 'require-checks', { patienceMs: Math.min(timeoutMs, 5 * 60_000) });
  const start = clock.now();
  const tell = teller(host, where);
  let views: readonly CheckView[] = [];
  let judged: Judged = { kind: 'waiting', lines: [] };
  const look = async () => {
    views = await readChecks(github, commit, host.env.GITHUB_RUN_ID);
    judged = judgeChecks(views, wanted);
    if (judged.kind === 'failed') return judged;
    const own = views.flatMap(({ isOwn, suite }) => (isOwn ? [suite] : []));
    // A run that goes on may still report what was asked for, and `all` means its later jobs, too.
    const asksForMore = judged.kind === 'missing' || (judged.kind === 'passed' && wanted === 'all');
    const goesOn = asksForMore && (await isMoreToCome(github, commit, own));
    if (judged.kind === 'passed' && !goesOn) return judged;
    const isPending = views.some((view) => view.state === 'pending' && !view.isOwn);
    if (judged.kind === 'missing' && !goesOn && !isPending && clock.now() - start >= graceOfMissing) return judged;
    tell(judged.kind === 'passed' ? ['jobs to come of a run under way'] : judged.lines);
    return undefined;
  };
  const waited = await asked(where, () => until(look, { clock, signal, pauseMs, budgetMs: timeoutMs }));
  if (waited.kind === 'answer' && waited.value.kind === 'passed') return passed(waited.value.names, host, where);
  const isLate = waited.kind === 'out-of-time';
  const why = explain(judged, { views, github, commit, where, late: isLate ? duration(timeoutMs) : undefined });
  throw new Failure(why, isLate ? { verdict: 'timed-out' } : {});
}

async function asked<T>(where: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof GithubError) throw new Failure(githubDiagnosis(error, where), { cause: error });
    throw error;
  }
}

function passed(names: readonly string[], { log, report }: Host, where: string): void {
  const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  log.info(`${where}: passed (${shown})`);
  report.note('checks passed');
}

/** A line when something changed, else one in 30 s. */
function teller({ clock, log }: Host, where: string) {
  let last = '';
  let at = Number.NEGATIVE_INFINITY;
  return (lines: readonly string[]) => {
    const text = lines.map((line) => line.split(' · ')[0] ?? '').join(', ');
    if (text === last && clock.now() - at < heartbeat) return;
    last = text;
    at = clock.now();
    log.info(`${where}: waits for ${text}`);
  };
}

interface Found {
  readonly views: readonly CheckView[];
  readonly github: Github;
  readonly commit: string;
  readonly where: string;
  /** How long was waited, when that was all that was given. */
  readonly late: string | undefined;
}

function explain(judged: Judged, { views, github, commit, where, late }: Found): Diagnosis {
  const lines = judged.kind === 'passed' ? ['a workflow run of this commit is still under way'] : judged.lines;
  const short = lines.map((line) => line.split(/ · |;/)[0]).slice(0, 4);
  const page = `${github.page}/commit/${commit}/checks`;
  const near = judged.kind === 'missing' ? judged.names.flatMap((name) => nearNames(name, views).slice(0, 1)) : [];
  const others = [...new Set(views.filter(({ isOwn }) => !isOwn).map(({ name }) => name))];
  const fix =
    late !== undefined && judged.kind !== 'missing'
      ? `Run again when they have ended, or raise checks-timeout-minutes (${where}): ${page}`
      : judged.kind === 'missing'
        ? `Write the names in require-checks as GitHub shows them${near.length === 0 ? '' : `: ${near.join(', ')}?`}, and see that their workflow runs for this commit (${where}).
${page}`
        : `Open the checks of the commit, let them pass, and run again (${where}).
${page}`;
  return diagnosis('checks-not-passed', {
    what: `${where} have not passed${late === undefined ? '' : ` within ${late}`}: ${short.join(', ')}${lines.length > 4 ? ` and ${lines.length - 4} more` : ''}`,
    where,
    evidence: [
      ...lines.slice(0, 20),
      ...(judged.kind === 'missing' && others.length > 0 ? [`the commit has: ${others.slice(0, 20).join(', ')}`] : []),
    ],
    fix,
  });
}
