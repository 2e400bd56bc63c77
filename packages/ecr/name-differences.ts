import { plain } from '#report/plain';
import type { Texts } from './build-order.ts';
import type { InputsHash } from './hash-inputs.ts';
import { labelNames } from './image-labels.ts';
import type { Marked, Marks } from './marks.ts';

/** What of the inputs of a build is not what it was. */
export interface Differences {
  /** `build-args VITE_API_URL; context src/main.py, src/new.py (new) and 3 more`. */
  readonly short: string;
  /** A line a part, with more of its names. */
  readonly lines: readonly string[];
}

/** Names that a part shows. */
const fewest = 4;
const most = 20;

/**
 * Names what differs between the inputs that the labels of an image tell of and those of now: parts (`target`), and of
 * a part with names in it each one: a build argument by its name, a file of the context by its path, as far down as the
 * label goes. Never a value. `undefined` when the labels do not tell.
 */
export function nameDifferences(labels: Texts, now: InputsHash): Differences | undefined {
  const parts = readMarks(labels[labelNames.parts]);
  const details = readMarks(labels[labelNames.details]);
  if (typeof parts !== 'object') return undefined;
  const names = new Set([...Object.keys(parts), ...Object.keys(now.parts)]);
  const found = [...names]
    .filter((part) => ownOf(parts, part) !== ownOf(now.parts, part))
    .map((part) => ({ part, names: inPart(part, details, now) }));
  // The Dockerfile lies in the context as a rule, but is told as a part of its own.
  const told = found.some(({ part }) => part === 'dockerfile')
    ? found.filter(({ part, names }) => part !== 'context' || details === undefined || names.length > 0)
    : found;
  if (told.length === 0) return undefined;
  const line = (limit: number) => (one: (typeof told)[number]) => inWords(one, limit);
  return { short: told.map(line(fewest)).join('; '), lines: told.map(line(most)) };
}

function inPart(part: string, details: Marks | undefined, now: InputsHash): readonly string[] {
  const marked = now.details.get(part);
  if (typeof details !== 'object' || marked === undefined) return [];
  // A part without anything in it is not in the label.
  return differing('', ownOf(details, part) ?? {}, marked);
}

/** The paths that differ, each as high or as low as the label tells. */
function differing(path: string, then: Marks | undefined, now: Marked | undefined): readonly string[] {
  if (now === undefined) return [`${path} (gone)`];
  const name = now.inside === undefined ? path : `${path}/`;
  if (then === undefined) return [`${name} (new)`];
  if (typeof then === 'string') return then === now.mark || path === '' ? [] : [name];
  if (now.inside === undefined) return [name];
  const { inside } = now;
  const names = [...new Set([...Object.keys(then), ...inside.keys()])].toSorted();
  return names.flatMap((one) => differing(path === '' ? one : `${path}/${one}`, ownOf(then, one), inside.get(one)));
}

function inWords({ part, names }: { readonly part: string; readonly names: readonly string[] }, limit: number): string {
  const title = part === 'dockerfile' ? 'Dockerfile' : plain(part, 40);
  if (names.length === 0) return title;
  const more = names.length > limit ? ` and ${names.length - limit} more` : '';
  return `${title} ${names
    .slice(0, limit)
    .map((name) => plain(name, 100))
    .join(', ')}${more}`;
}

function readMarks(text: string | undefined): Marks | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isMarks(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isMarks = (value: unknown): value is Marks =>
  typeof value === 'string' || (typeof value === 'object' && value !== null && Object.values(value).every(isMarks));

const ownOf = <T>(all: { readonly [name: string]: T }, name: string): T | undefined =>
  Object.hasOwn(all, name) ? all[name] : undefined;
