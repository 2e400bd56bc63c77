import type { DeploymentReport, ReportBuild } from '#report/deployment-report';
import { duration } from '#report/duration';
import { code, strong, table, text } from '#report/markdown-text';
import { shortDigest } from '#report/revision-change';
import { wordsIn } from '#report/verdict-words';

const mostRows = 60;
const mostNotes = 5;

/** A row an image: result, tag, digest, what became of its tags and its scan. */
export function renderBuilds(report: DeploymentReport): string {
  const builds = report.builds ?? [];
  if (builds.length === 0) return '';
  const head = ['Image', 'Result', 'Repository', 'Tag', 'Digest', 'Notes', 'Took'];
  const parts = [
    `### ${builds.length === 1 ? 'Image' : 'Images'}`,
    table(
      head,
      builds.slice(0, mostRows).map((build) => cells(build, report)),
    ),
  ];
  if (builds.length > mostRows) parts.push(`and ${builds.length - mostRows} more rows in the report file`);
  return parts.join('\n\n');
}

function cells(build: ReportBuild, report: DeploymentReport): string[] {
  const { icon, row: word } = wordsIn(report, build.verdict);
  const { diagnosis, tag, digest, notes = [], tookMs } = build;
  return [
    strong(build.key, 80),
    `${icon} ${build.reused && build.verdict === 'succeeded' ? 'reused' : word}${diagnosis === undefined ? '' : ` ${code(diagnosis.code)}`}`,
    build.name === build.key ? '' : code(build.name, 120),
    tag === undefined ? '' : code(/^[0-9a-f]{40}$/.test(tag) ? tag.slice(0, 7) : tag, 60),
    digest === undefined ? '' : code(shortDigest(digest), 60),
    notes
      .slice(0, mostNotes)
      .map((note) => text(note, 200))
      .join('<br>'),
    tookMs === undefined ? '' : duration(tookMs).replace(' ', '&nbsp;'),
  ];
}
