import type { DeploymentReport } from '#report/deployment-report';
import type { Diagnosis } from '#report/diagnosis';
import { causesOf, explain } from '#report/explain';
import { advice, code, fenced, text } from '#report/markdown-text';
import { isGreen } from '#report/verdict';
import { wordsIn } from '#report/verdict-words';

const doubt = { certain: '', likely: ' (likely)', guess: ' (a guess)' } as const;

/** Why it is red and what to do; `''` when it is green. */
export function renderCause(report: DeploymentReport): string {
  if (isGreen(report.verdict)) return '';
  const [first, ...others] = causesOf(report);
  const next = report.next === undefined ? [] : [`**Next:** ${advice(report.next)}`];
  const parts = first === undefined ? next : [...cause(first), ...next];
  const more = others.slice(0, 5).map((other) => `- ${code(other.code)} ${text(explain(other).what, 300)}`);
  if (more.length > 0) parts.push(`**Also:**\n\n${more.join('\n')}`);
  if (others.length > 5) parts.push(`and ${others.length - 5} more causes`);
  if (parts.length === 0) return '';
  const alert = wordsIn(report, report.verdict).tone === 'bad' ? 'CAUTION' : 'WARNING';
  return `[!${alert}]\n${parts.join('\n\n')}`.replace(/^/gm, '> ').replace(/^> $/gm, '>');
}

function cause(of: Diagnosis): string[] {
  const { what, quoted, statements } = explain(of);
  return [
    `**${code(of.code)}** ${text(what, 600)}${doubt[of.confidence]}`,
    ...(quoted.length === 0 ? [] : [fenced(quoted, 'text', 400)]),
    `**Fix:** ${of.fix
      .split('\n')
      .slice(0, 3)
      .map((line) => text(line, 500))
      .join('<br>')}`,
    ...statements.map((statement) => fenced(JSON.stringify(JSON.parse(statement), undefined, 2).split('\n'), 'json')),
    ...(what.includes(of.where) || of.fix.includes(of.where) ? [] : [`**Where:** ${text(of.where, 300)}`]),
  ];
}
