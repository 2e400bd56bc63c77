import type { DeploymentReport } from '#report/deployment-report';
import { duration } from '#report/duration';
import { causesOf } from '#report/explain';
import { jobsInWords } from '#report/jobs-in-words';
import { code, link, strong, text } from '#report/markdown-text';
import { revisionChange, shortCommit } from '#report/revision-change';
import { wordsIn } from '#report/verdict-words';

/** The verdict in words with what it is about; under it environment, commit, duration and release. */
export function renderHeadline(report: DeploymentReport): string {
  const { icon, headline } = wordsIn(report, report.verdict);
  const subject = subjectOf(report);
  const facts = [
    ...(report.environment ? [strong(report.environment, 80)] : []),
    ...(report.commit ? [`commit ${link(code(shortCommit(report.commit), 80), commitAddress(report))}`] : []),
    duration(report.finishedAt - report.startedAt),
    `${utc(report.startedAt)}`,
    ...(report.actor ? [`by ${text(report.actor, 80)}`] : []),
    ...(report.release ? [`release ${link(code(report.release, 80), report.runUrl)}`] : []),
    `${code(report.action, 80)} ended as ${code(report.verdict)}`,
  ];
  return `## ${icon} ${headline}${subject === '' ? '' : ` · ${subject}`}\n\n${facts.filter(Boolean).join(' · ')}`;
}

/** One service by name, with its change; several by number and, when it went wrong, by whose fault. */
function subjectOf(report: DeploymentReport): string {
  const { rows } = report;
  if (report.jobs !== undefined && report.jobs.length > 0) return text(jobsInWords(report.jobs), 200);
  const [only] = rows;
  if (only === undefined) return imagesOf(report);
  if (rows.length === 1) {
    const change = report.verdict === 'succeeded' ? revisionChange(only) : '';
    return text(change === '' ? only.name : `${only.name} ${change}`, 120);
  }
  const [first] = causesOf(report);
  const guilty = rows.filter(({ diagnosis }) => diagnosis !== undefined && diagnosis.what === first?.what);
  if (guilty.length === 0 || guilty.length === rows.length) return `${rows.length} services`;
  const names = guilty.slice(0, 3).map((row) => text(row.name, 60));
  return `${rows.length} services, because of ${names.join(', ')}${guilty.length > 3 ? ' and others' : ''}`;
}

function imagesOf({ builds = [] }: DeploymentReport): string {
  const [only] = builds;
  if (only === undefined) return '';
  return builds.length === 1 ? text(only.key, 120) : `${builds.length} images`;
}

/** `21 Nov 2026 02:44 UTC`; nothing for a time that no calendar has. */
function utc(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '';
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return `${day} ${date.toISOString().slice(-13, -8)} UTC`;
}

/** The commit's page on the server that the run's page is on. */
function commitAddress({ runUrl, repository, commit }: DeploymentReport): string | undefined {
  if (!runUrl || !repository || !commit || !URL.canParse(runUrl)) return undefined;
  const path = `${repository}/commit/${commit}`;
  return /^[\w./-]+$/.test(path) ? `${new URL(runUrl).origin}/${path}` : undefined;
}
