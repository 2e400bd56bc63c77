import { editDistance } from './edit-distance.ts';

/** The known name that `name` was most likely meant to be: at most two letters away, one for short names. */
export function suggestName(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[_ ]/g, '-');
  const reach = name.length > 5 ? 2 : 1;
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(plain(name), plain(candidate)) }))
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.candidate;
}
