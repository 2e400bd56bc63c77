const commit = /^(?:sha-)?([0-9a-f]{7,64})$/i;

/**
 * Whether the version that answered is the wanted one: equal texts, or two commits of which one is the beginning of
 * the other, with at least 7 digits each. `sha-` in front of a commit, as image tags have it, is passed over.
 */
export function matchVersion(wanted: string, found: string): boolean {
  if (wanted === found) return true;
  const [, long] = commit.exec(wanted) ?? [];
  const [, short] = commit.exec(found.trim()) ?? [];
  if (long === undefined || short === undefined) return wanted.trim() === found.trim();
  const [a, b] = [long.toLowerCase(), short.toLowerCase()];
  return a.startsWith(b) || b.startsWith(a);
}
