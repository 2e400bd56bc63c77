import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { type Judged, nearNames } from './judge-checks.ts';
import type { Github } from './open-github.ts';
import type { CheckView } from './read-checks.ts';

/** What was found, and where. */
export interface FoundChecks {
  readonly views: readonly CheckView[];
  readonly github: Github;
  readonly commit: string;
  readonly where: string;
  /** How long was waited, when that was all that was given. */
  readonly late: string | undefined;
}

/** The diagnosis `checks-not-passed`: what keeps the commit from being deployed, and where it is seen. */
export function explainChecks(judged: Judged, { views, github, commit, where, late }: FoundChecks): Diagnosis {
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
