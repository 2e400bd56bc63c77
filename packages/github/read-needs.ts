import type { ReportJob } from '#report/deployment-report';
import { plain } from '#report/plain';
import { type Verdict, verdicts } from '#report/verdict';
import type { Needs } from './needs-schema.ts';

/** Outputs that are for programs, or stand in a column of their own. */
const notShown = ['results', 'report-file', 'build-results', 'changed', 'verdict', 'reason-code'];
const longest = 200;

/**
 * The jobs of `needs` in their order, each with its deployment's verdict when it hands one on. An output that arrived empty
 * is named: the runner withholds values that contain a secret.
 */
export function readNeeds(needs: Needs): readonly ReportJob[] {
  return Object.entries(needs).map(([name, { result, outputs = {} }]) => {
    const given = Object.entries(outputs);
    const verdict = verdictIn(outputs.verdict);
    const reason = plain(outputs['reason-code'] ?? '', 60);
    return {
      name,
      result,
      ...(verdict === undefined ? {} : { verdict }),
      ...(reason === '' ? {} : { reason }),
      outputs: Object.fromEntries(
        given
          .filter(([key, value]) => value !== '' && !notShown.includes(key))
          .map(([key, value]) => [key, plain(value, longest)]),
      ),
      blank: given.filter(([key, value]) => value === '' && key !== 'reason-code').map(([key]) => key),
    };
  });
}

const verdictIn = (word: string | undefined): Verdict | undefined => verdicts.find((verdict) => verdict === word);

/** What the jobs come to: GitHub's words, the worst first; a skipped job alone spoils nothing. */
export function outcomeOf(jobs: readonly ReportJob[]): 'failure' | 'cancelled' | 'success' {
  if (jobs.some(({ result }) => result === 'failure')) return 'failure';
  return jobs.some(({ result }) => result === 'cancelled') ? 'cancelled' : 'success';
}
