import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { imageOf, said, verbatim, whereOf } from './said.ts';

/** The registry answers, and refuses. Docker Hub says the same of a repository that does not exist. */
export const explain: Explain = (evidence) => {
  const text = said(evidence).find(
    (one) =>
      /CannotPull/i.test(one) &&
      /\b40[13]\b|forbidden|denied|unauthori[sz]ed|no basic auth|toomanyrequests|rate limit/i.test(one),
  );
  if (text === undefined) return undefined;
  const { image, container } = imageOf(evidence, text);
  const limited = /toomanyrequests|rate limit/i.test(text);
  return diagnosis('image-pull-denied', {
    what: limited ? `the registry limits how often ${image} is pulled` : `the registry refuses to hand out ${image}`,
    where: whereOf(evidence, container),
    evidence: verbatim(evidence, [text]),
    fix: limited
      ? `Log in to the registry (repositoryCredentials), or keep ${image} in a repository of your own.`
      : `Allow the execution role of ${evidence.revision} to pull ${image}; across accounts the repository's policy must allow it, too.`,
    confidence: /may require 'docker login'/.test(text) ? 'likely' : 'certain',
  });
};
