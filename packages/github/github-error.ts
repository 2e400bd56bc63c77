import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { GithubCall } from './call-github.ts';
import type { Trouble } from './read-trouble.ts';

/** A call of GitHub's API that failed for good. */
export class GithubError extends Error {
  override name = 'GithubError';
  readonly trouble: Trouble;
  readonly call: GithubCall;

  constructor(trouble: Trouble, call: GithubCall) {
    super(`${call.method} ${call.url.pathname}: ${trouble.said}`);
    this.trouble = trouble;
    this.call = call;
  }
}

/**
 * The diagnosis of it: `access-denied` with the missing line of `permissions:`, `throttled`, `not-found`, `invalid-input` for what GitHub
 * refuses, `unknown` for trouble on its side. `where` names what was wanted: `checks of 9f3c2ab`.
 */
export function githubDiagnosis({ trouble, call, message }: GithubError, where: string): Diagnosis {
  const told = { where, evidence: [message] };
  switch (trouble.kind) {
    case 'denied':
      return diagnosis('access-denied', {
        ...told,
        what: `the job's token may not read or write this on GitHub: ${call.needs} is missing`,
        fix: `Add \`${call.needs}\` under \`permissions:\` of this job (${where}).
A job that has \`permissions:\` has only what stands there: keep the lines that are there already.`,
      });
    case 'unauthorized':
      return diagnosis('access-denied', {
        ...told,
        what: 'GitHub does not accept the token of the input github-token',
        fix: `Leave github-token at its default, or give one that is not expired and may ${call.needs} (${where}).`,
      });
    case 'limited':
      return diagnosis('throttled', {
        ...told,
        what: `GitHub's rate limit is used up for the next ${Math.ceil(trouble.waitMs / 60_000)} min`,
        fix: `Run again after that; fewer jobs of this repository should ask GitHub at once (${where}).`,
      });
    case 'not-found':
      return diagnosis('not-found', {
        ...told,
        what: `GitHub knows no ${call.url.pathname}, or hides it from this token`,
        fix: `Check the repository, and that the token of github-token may see it: \`${call.needs}\` (${where}).`,
      });
    case 'rejected':
      return diagnosis('invalid-input', {
        ...told,
        what: `GitHub refused ${call.method} ${call.url.pathname}: ${trouble.said}`,
        fix: `Correct what GitHub names in its answer (${where}).`,
        confidence: 'likely',
      });
    case 'transient':
      return diagnosis('unknown', {
        ...told,
        what: `GitHub could not be reached or had trouble: ${trouble.said}`,
        fix: `Run again; if it stays, look at githubstatus.com (${where}).`,
        confidence: 'likely',
      });
  }
}
