import { diagnosis } from '#report/diagnosis';
import type { Explain, FailureEvidence } from './evidence.ts';
import { imageOf, type NamedImage, said, verbatim, whereOf } from './said.ts';

/** The image has no variant for the platform of the task, told by the pull or by the kernel when it is executed. */
export const explain: Explain = (evidence) => {
  const pull = said(evidence).find((text) => /does not contain descriptor matching platform/i.test(text));
  const exec = [...said(evidence), ...evidence.log].find((text) => /exec format error/i.test(text));
  const text = pull ?? exec;
  if (text === undefined) return undefined;
  const { image, container } = pull === undefined ? imageOfFailing(evidence) : imageOf(evidence, text);
  const platform = /matching platform '([^']+)'/.exec(text)?.[1] ?? 'the platform of the task';
  return diagnosis('image-platform-mismatch', {
    what: `${image} has no variant for ${platform}`,
    where: whereOf(evidence, container),
    evidence: verbatim(evidence, [text]),
    fix: `Build ${image} for ${platform} (docker buildx build --platform …), or change runtimePlatform of ${evidence.revision}.`,
    confidence: pull === undefined ? 'likely' : 'certain',
  });
};

function imageOfFailing({ failing, containers, revision }: FailureEvidence): NamedImage {
  const { image = `an image of ${revision}` } = containers.find(({ name }) => name === failing?.name) ?? {};
  return failing === undefined ? { image } : { image, container: failing.name };
}
