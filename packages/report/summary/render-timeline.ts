import type { DeploymentReport, TimelineEntry } from '#report/deployment-report';
import { stopwatch } from '#report/duration';
import { fenced, folded, strong, table, text } from '#report/markdown-text';
import { plain } from '#report/plain';
import { wordsIn } from '#report/verdict-words';

const readable = 16;
const most = 200;
const columns = 40;
const nameWidth = 24;

/** What happened when. Several services also get a picture of their bars; long lists are folded under it. */
export function renderTimeline(report: DeploymentReport): string {
  const { timeline } = report;
  if (timeline.length === 0) return '';
  if (report.verdict === 'planned') return plannedSteps(timeline);
  const list = table(
    ['Time', 'Service', 'What happened'],
    shortened(timeline).map((entry) => line(entry, report)),
  );
  const names = [...new Set(timeline.flatMap(({ row }) => (row === undefined ? [] : [row])))];
  const bars = names.length > 1 ? [fenced(picture(report, names.slice(0, 30)), 'text')] : [];
  const body = timeline.length > readable ? folded(`All ${timeline.length} entries`, list) : list;
  return ['### Timeline', ...bars, body].join('\n\n');
}

function plannedSteps(timeline: readonly TimelineEntry[]): string {
  const steps = timeline.slice(0, most).map(({ row, what }, at) => {
    return `${at + 1}. ${row === undefined ? '' : `${strong(row, 80)} `}${text(what, 300)}`;
  });
  return ['### What would happen, in order', steps.join('\n')].join('\n\n');
}

function line({ at, row, what }: TimelineEntry, report: DeploymentReport): string[] {
  return [stopwatch(at - report.startedAt), row === undefined ? '' : text(row, 60), text(what, 300)];
}

/** The beginning and the end of a list that nobody reads in the middle. */
function shortened(timeline: readonly TimelineEntry[]): readonly TimelineEntry[] {
  if (timeline.length <= most) return timeline;
  const gap = { at: timeline[most / 2]?.at ?? 0, what: `… ${timeline.length - most} entries left out …` };
  return [...timeline.slice(0, most / 2), gap, ...timeline.slice(-most / 2)];
}

/** A bar from the first to the last entry of each name, under a ruler, with how it ended. */
function picture(report: DeploymentReport, names: readonly string[]): string[] {
  const total = Math.max(1, report.finishedAt - report.startedAt);
  const width = Math.min(nameWidth, Math.max(...names.map((name) => plain(name, nameWidth).length)));
  const column = (at: number) =>
    Math.max(0, Math.min(columns - 1, Math.floor(((at - report.startedAt) / total) * columns) || 0));
  const ticks = [0, 1, 2, 3].map((part) => stopwatch((total * part) / 4).padEnd(columns / 4)).join('');
  const rows = names.map((name) => {
    const times = report.timeline.filter(({ row }) => row === name).map(({ at }) => at);
    const first = column(times[0] ?? 0);
    const last = Math.max(first, column(times.at(-1) ?? 0));
    const bar = `${'·'.repeat(first)}${'█'.repeat(last - first + 1)}`.padEnd(columns, '·');
    return `${plain(name, nameWidth).padEnd(width)}  ${bar}  ${endOf(name, report)}`.trimEnd();
  });
  return [`${' '.repeat(width)}  ${ticks}`.trimEnd(), ...rows];
}

function endOf(name: string, report: DeploymentReport): string {
  const row = report.rows.find((candidate) => candidate.name === name);
  if (row === undefined) return '';
  const { mark, row: word } = wordsIn(report, row.verdict);
  return `${mark} ${word}`;
}
