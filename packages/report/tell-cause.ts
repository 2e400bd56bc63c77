import type { Diagnosis } from './diagnosis.ts';
import { explain } from './explain.ts';
import { plain } from './plain.ts';

/** Characters that a verdict may have with its cause and its fix on one line; beyond, the fix stands above. */
const together = 160;
/** Characters of a verdict with its cause; beyond, the whole cause stands above. */
const longest = 200;
const leastOfCause = 60;

/** `verdict` with its cause and fix: one line, or several of which the last is the verdict with its cause. */
export function tellCause(verdict: string, cause: Diagnosis): readonly string[] {
  const { what, statements } = explain(cause);
  const said = `${cause.code}: ${plain(what, 600)}`;
  const fix = cause.fix
    .split('\n')
    .slice(0, 3)
    .map((line) => plain(line, 500))
    .filter((line) => line !== '');
  const whole = [verdict, said, ...(fix.length === 0 ? [] : [fix.join(' ')])].join(' · ');
  if (statements.length === 0 && whole.length <= together) return [whole];
  const room = Math.max(leastOfCause, longest - verdict.length - 3);
  return [
    ...(said.length > room ? [`  cause: ${said}`] : []),
    ...fix.map((line, at) => `  ${at === 0 ? 'fix:  ' : '      '} ${line}`),
    // Not cut to the width of a line: it is there to be copied.
    ...statements.map((statement) => `  ${plain(statement, 2_000)}`),
    `${verdict} · ${plain(said, room)}`,
  ];
}
