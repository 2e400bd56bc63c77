import { until } from '#base/until';
import { duration } from '#report/duration';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import { explainChecks } from './explain-checks.ts';
import { GithubError, githubDiagnosis } from './github-error.ts';
import type { Judged, Wanted } from './judge-checks.ts';
import { lookAtChecks } from './look-at-checks.ts';
import { openGithub } from './open-github.ts';
import type { CheckView } from './read-checks.ts';

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
  const { commit, timeoutMs } = of;
  const where = `checks of ${commit.slice(0, 7)}`;
  const github = openGithub(host, of.token, 'require-checks', { patienceMs: Math.min(timeoutMs, 5 * 60_000) });
  const start = clock.now();
  const tell = teller(host, where);
  let views: readonly CheckView[] = [];
  let judged: Judged = { kind: 'waiting', lines: [] };
  const look = async () => {
    const looked = await lookAtChecks(github, of, host.env.GITHUB_RUN_ID);
    const { goesOn } = looked;
    ({ views, judged } = looked);
    if (judged.kind === 'failed' || (judged.kind === 'passed' && !goesOn)) return judged;
    const isPending = views.some((view) => view.state === 'pending' && !view.isOwn);
    if (judged.kind === 'missing' && !goesOn && !isPending && clock.now() - start >= graceOfMissing) return judged;
    tell(judged.kind === 'passed' ? ['jobs to come of a run under way'] : judged.lines);
    return undefined;
  };
  const waited = await asked(where, () => until(look, { clock, signal, pauseMs, budgetMs: timeoutMs }));
  if (waited.kind === 'answer' && waited.value.kind === 'passed') return passed(waited.value.names, host, where);
  const isLate = waited.kind === 'out-of-time';
  const late = isLate ? duration(timeoutMs) : undefined;
  const why = explainChecks(judged, { views, github, commit, where, late });
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
