import { notVersion } from './plan-release.ts';
import { pushMovingTag } from './push-release.ts';
import { fetchTag, readRemote, tagAt } from './read-remote.ts';
import type { ReleaseOptions, Told } from './release-version.ts';
import { movingTagOf, readVersion, tagOf } from './version.ts';

/**
 * Lets the moving tag (`v1`) name a release that exists, an older one or again the newest; nothing else changes. The
 * checkout does not matter: what is wrong with main must not stand in the way back. Throws `GitError`.
 */
export function goBackTo({ root, remote: name, dryRun }: Omit<ReleaseOptions, 'checks'>, wanted: string): Told {
  const version = readVersion(wanted);
  if (!version) return { done: false, lines: [notVersion(wanted)] };
  const remote = readRemote(root, name);
  const [tag, moving] = [tagOf(version), movingTagOf(version)];
  const to = tagAt(remote, version);
  if (!to) {
    const there = remote.versions.filter(([major]) => major === version[0]).map(tagOf);
    return {
      done: false,
      lines: [`${name} has no ${tag}, nothing was changed. It has: ${there.join(', ') || `no v${version[0]} at all`}.`],
    };
  }
  const from = remote.refs.get(`refs/tags/${moving}`);
  if (from === to) return { done: true, commit: to, lines: [`${moving} names ${tag} already. Nothing to do.`] };
  fetchTag(root, remote, version);
  if (!dryRun) pushMovingTag(root, name, moving, from, to);
  const was = remote.versions.find((one) => tagAt(remote, one) === from);
  const before = was ? tagOf(was) : (from ?? 'nothing');
  return {
    done: true,
    commit: to,
    lines: [`${moving} ${dryRun ? 'would name' : 'names'} ${tag} (${to}); before: ${before}.`],
  };
}
