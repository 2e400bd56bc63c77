import type { LocalAws } from '../../local-aws/index.ts';
import type { ContainerSpec } from '../../local-aws/runtime.ts';
import { type Fate, usualFate } from '../../local-aws/runtimes/scripted.ts';

/** The fate of an image's tag, also when the image is named by digest; one-off tasks by a word of their command. */
export function chooseFate(fates: ReadonlyMap<string, Fate>, aws: LocalAws, spec: ContainerSpec): Fate {
  if (spec.service === undefined) {
    const word = spec.command?.find((part) => fates.has(part));
    return (word === undefined ? undefined : fates.get(word)) ?? usualFate(spec);
  }
  for (const [tag, fate] of fates) if (runsTag(aws, spec.image, tag)) return fate;
  return usualFate(spec);
}

/** Whether an image is what a tag of its repository names, also when it is named by digest. */
export function runsTag(aws: LocalAws, image: string, tag: string): boolean {
  if (image.endsWith(`:${tag}`)) return true;
  const [name, digest] = image.split('@');
  if (name === undefined || digest === undefined) return false;
  const found = aws.ecr.resolve(`${name.replace(/:[^:/]+$/, '')}:${tag}`);
  return found.kind === 'found' && found.digest === digest;
}
