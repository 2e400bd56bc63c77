import { editDistance } from '#base/edit-distance';

/** At most three of `names` that are probably meant by `wanted`: one contains the other, or few letters differ. */
export function nearNames(wanted: string, names: readonly string[]): readonly string[] {
  const most = Math.max(2, Math.floor(wanted.length / 3));
  return names
    .map((name) => ({ name, far: editDistance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, far }) => far <= most || name.includes(wanted) || wanted.includes(name))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => name);
}
