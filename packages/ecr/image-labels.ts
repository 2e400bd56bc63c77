import type { Texts } from './build-order.ts';
import { fitMarks } from './fit-marks.ts';
import type { InputsHash } from './hash-inputs.ts';

/** Labels by which a later run knows what an image was built from. Users may read them; only these actions write them. */
export const labelNames = {
  inputs: 'deploy-actions.inputs',
  parts: 'deploy-actions.input-parts',
  details: 'deploy-actions.input-details',
  bases: 'deploy-actions.base-images',
  /** Seconds since the epoch at which the commit was made. */
  commitTime: 'deploy-actions.commit-time',
  /** Run id: grows with every run of a repository. */
  run: 'deploy-actions.run',
  /** https://github.com/opencontainers/image-spec/blob/main/annotations.md */
  commit: 'org.opencontainers.image.revision',
  source: 'org.opencontainers.image.source',
} as const;

/** How new the source of an image is. */
export interface Age {
  readonly commit?: string;
  /** Seconds since the epoch. */
  readonly commitTime?: number;
  readonly run?: number;
}

export interface LabelFacts {
  readonly inputs: InputsHash;
  /** Reference → digest of base images, as far as they are known. */
  readonly bases: Texts;
  readonly age: Age;
  /** `https://github.com/acme/shop`. */
  readonly source?: string | undefined;
}

/**
 * The labels of an image, its user's own first. The run stands in it only when no time of the commit is known: without
 * it, the same commit gives the same image, byte for byte.
 */
export function labelsOf(own: Texts, { inputs, bases, age, source }: LabelFacts): Texts {
  return {
    ...(source === undefined ? {} : { [labelNames.source]: source }),
    ...(age.commit === undefined ? {} : { [labelNames.commit]: age.commit }),
    ...own,
    [labelNames.inputs]: inputs.hash,
    [labelNames.parts]: words(inputs.parts),
    [labelNames.details]: detailsOf(inputs),
    ...(Object.keys(bases).length === 0 ? {} : { [labelNames.bases]: words(bases) }),
    ...(age.commitTime === undefined ? {} : { [labelNames.commitTime]: String(age.commitTime) }),
    ...(age.run === undefined || age.commitTime !== undefined ? {} : { [labelNames.run]: String(age.run) }),
  };
}

export function ageOf(labels: Texts): Age {
  const { [labelNames.commit]: commit } = labels;
  const commitTime = numberOf(labels[labelNames.commitTime]);
  const run = numberOf(labels[labelNames.run]);
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(commitTime === undefined ? {} : { commitTime }),
    ...(run === undefined ? {} : { run }),
  };
}

/** Whether `a` is certainly older than `b`: by the time of its commit, else by the run that built it. */
export function isOlder(a: Age, b: Age): boolean {
  if (a.commitTime !== undefined && b.commitTime !== undefined) return a.commitTime < b.commitTime;
  return a.run !== undefined && b.run !== undefined && a.run < b.run;
}

/** Base images of which another version is known now: `python:3.12`. */
export function movedBases(before: string | undefined, now: Texts): readonly string[] {
  const then = fromWords(before ?? '');
  return Object.entries(now)
    .filter(([name, digest]) => then[name] !== undefined && then[name] !== digest)
    .map(([name]) => name);
}

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** Characters of a part in the label: the configuration of an image, which holds it, is read up to 64 KiB. */
const room = 4_000;

const detailsOf = ({ details }: InputsHash): string =>
  JSON.stringify(
    Object.fromEntries(
      [...details].flatMap(([part, marked]) => (marked.inside?.size === 0 ? [] : [[part, fitMarks(marked, room)]])),
    ),
  );

const words = (texts: Texts): string => JSON.stringify(texts);

function fromWords(text: string): Texts {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Texts) : {};
  } catch {
    return {};
  }
}
