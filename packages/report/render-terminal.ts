import type { DeploymentReport, ReportBuild, ReportRow } from './deployment-report.ts';
import { duration } from './duration.ts';
import { causesOf, servingOf } from './explain.ts';
import { inlineCommand } from './inline-command.ts';
import { jobsInWords } from './jobs-in-words.ts';
import { plain } from './plain.ts';
import { revisionChange, short, shortDigest } from './revision-change.ts';
import { tellCause } from './tell-cause.ts';
import { isGreen } from './verdict.ts';
import { wayBackWords, wordsIn } from './verdict-words.ts';

/**
 * The last lines of a run. The two at the end are the verdict with its cause, and the next command; before them a table
 * when there are several rows, and the fix when it is too long to stand beside the cause.
 */
export function renderClosing(report: DeploymentReport): string[] {
  const several = report.rows.length > 1 || (report.builds ?? []).length > 1;
  const rows = several ? ['', ...rowTable(report), ''] : [];
  return [...rows, ...verdictLines(report), nextLine(report)];
}

function verdictLines(report: DeploymentReport): readonly string[] {
  const { mark, headline } = wordsIn(report, report.verdict);
  const said = `${mark} ${headline}${about(report)}`;
  if (isGreen(report.verdict)) {
    return [
      `${said} · ${[...(report.environment ? [plain(report.environment, 60)] : []), duration(report.finishedAt - report.startedAt)].join(' · ')}`,
    ];
  }
  const [cause] = causesOf(report);
  return cause === undefined ? [said] : tellCause(said, cause);
}

function about({ rows, builds = [], jobs = [], verdict }: DeploymentReport): string {
  if (jobs.length > 0) return ` · ${plain(jobsInWords(jobs), 200)}`;
  const [only] = rows;
  const [image] = builds;
  if (only === undefined && image !== undefined) {
    return ` · ${builds.length > 1 ? `${builds.length} images` : plain(image.key, 60)}`;
  }
  if (only === undefined) return '';
  if (rows.length > 1) return `: ${rows.length} services`.replace(/^:/, verdict === 'succeeded' ? ':' : ' ·');
  const change = only.to === undefined ? '' : revisionChange(only);
  return ` · ${plain(only.name, 60)}${change === '' ? '' : ` ${plain(change, 80)}`}`;
}

function nextLine(report: DeploymentReport): string {
  const { next, rollbackCommand, verdict } = report;
  const back =
    rollbackCommand === undefined
      ? ''
      : `${wayBackWords(report.action)}: ${plain(inlineCommand(rollbackCommand), 600)}`;
  if (next !== undefined) return `→ ${plain(next, 600)}`;
  if (verdict === 'started') {
    const release = plain(report.release, 100);
    return `→ wait-stable-and-healthcheck with release-id ${release} follows it${back === '' ? '' : `; ${back}`}`;
  }
  if (back !== '') return `→ ${back}`;
  if (verdict === 'planned') return '→ run again without dry-run to do it';
  if (isGreen(verdict)) return '→ nothing is left to do';
  const lost = report.rows.find((row) => row.rollout !== undefined && row.verdict === verdict);
  if (lost !== undefined && verdict === 'unknown') return `→ look it up by ${plain(lost.rollout ?? '', 300)}`;
  const again = verdict === 'cancelled' ? 'run again to go on' : 'run again when the cause is mended';
  return report.changed ? `→ ${again}` : `→ nothing was changed; ${again}`;
}

function rowTable(report: DeploymentReport): string[] {
  const builds = report.builds ?? [];
  const ofServices = report.rows.length > 0;
  const all = ofServices
    ? report.rows.map((row) => () => cells(row, report))
    : builds.map((build) => () => imageCells(build, report));
  const rows = all.slice(0, 40).map((row) => row());
  const head = ofServices
    ? ['service', 'result', 'revision', 'serves now', 'took']
    : ['image', 'result', 'tag', 'digest', 'took'];
  const lines = [head, ...rows];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const more = all.length > rows.length ? [`  and ${all.length - rows.length} more`] : [];
  return [
    ...lines.map((line) => `  ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd()),
    ...more,
  ];
}

function cells(row: ReportRow, report: DeploymentReport): string[] {
  const { mark, row: word } = wordsIn(report, row.verdict);
  return [
    plain(row.name, 40),
    `${mark} ${word}${row.diagnosis === undefined ? '' : ` (${row.diagnosis.code})`}`,
    plain(row.to === undefined ? '' : revisionChange(row), 60),
    row.serving === undefined
      ? servingOf(row) === 'untouched'
        ? 'untouched'
        : 'not settled'
      : plain(row.to === undefined ? row.serving.label : short(row.serving, row.to), 60),
    row.tookMs === undefined ? '' : duration(row.tookMs),
  ];
}

function imageCells(build: ReportBuild, report: DeploymentReport): string[] {
  const { mark, row: word } = wordsIn(report, build.verdict);
  return [
    plain(build.key, 40),
    `${mark} ${build.reused && build.verdict === 'succeeded' ? 'reused' : word}${build.diagnosis === undefined ? '' : ` (${build.diagnosis.code})`}`,
    plain(build.tag ?? '', 40),
    plain(build.digest === undefined ? '' : shortDigest(build.digest), 40),
    build.tookMs === undefined ? '' : duration(build.tookMs),
  ];
}
