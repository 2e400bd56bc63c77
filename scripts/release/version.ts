/** Major, minor, patch. Pre-releases have no place on a path that users write as `@v1`. */
export type Version = readonly [number, number, number];
export type Step = 'patch' | 'minor' | 'major';

/** `1.2.0` or `v1.2.0`; undefined for anything else. https://semver.org, items 2 and 8: no leading zeros. */
export function readVersion(text: string): Version | undefined {
  const found = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(text)?.slice(1).map(Number);
  return found && [found[0] ?? 0, found[1] ?? 0, found[2] ?? 0];
}

export const compareVersions = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

export const tagOf = (version: Version): string => `v${version.join('.')}`;
/** The tag that users write and that moves. */
export const movingTagOf = ([major]: Version): string => `v${major}`;
/** The branch whose first parents are the releases, oldest last. */
export const branchOf = ([major]: Version): string => `releases/v${major}`;

/** The version after `previous` by one step of this size; without a previous one, the first. */
export function nextVersion(previous: Version | undefined, step: Step): Version {
  if (previous === undefined) return [1, 0, 0];
  const [major, minor, patch] = previous;
  if (step === 'major') return [major + 1, 0, 0];
  return step === 'minor' ? [major, minor + 1, 0] : [major, minor, patch + 1];
}
