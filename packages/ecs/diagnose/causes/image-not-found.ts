import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { imageOf, said, verbatim, whereOf } from './said.ts';

/** The registry answers, and does not have the image. */
export const explain: Explain = (evidence) => {
  const text = said(evidence).find(
    (one) =>
      /CannotPull/i.test(one) &&
      /:\s*not found\b|manifest (?:for .* )?(?:unknown|not found)|NAME_UNKNOWN|MANIFEST_UNKNOWN|does not exist|image .* not found/i.test(
        one,
      ),
  );
  if (text === undefined) return undefined;
  const { image, container } = imageOf(evidence, text);
  return diagnosis('image-not-found', {
    what: `${image} does not exist in its registry`,
    where: whereOf(evidence, container),
    evidence: verbatim(evidence, [text]),
    fix: `Push ${image}, or deploy a tag or digest that exists; a lifecycle policy may have removed it.`,
  });
};
