import type { Check } from './find-problems.ts';
import { planRelease, type Release } from './plan-release.ts';
import { pushRelease } from './push-release.ts';
import { branchOf, movingTagOf, tagOf } from './version.ts';

export interface ReleaseOptions {
  readonly root: string;
  /** Its name or its address. */
  readonly remote: string;
  readonly dryRun: boolean;
  readonly checks: readonly Check[];
}

export interface Told {
  /** Whether it is as it was asked for. */
  readonly done: boolean;
  readonly lines: readonly string[];
  /** The commit that the tags name. */
  readonly commit?: string;
}

/** Releases HEAD as `wanted` (`1.2.0`). Started again it finishes, or finds that nothing is left to do. Throws `GitError`. */
export function releaseVersion({ root, remote, dryRun, checks }: ReleaseOptions, wanted: string): Told {
  const plan = planRelease(root, remote, wanted, checks);
  if (plan.kind === 'refused') return refused(wanted, plan.problems);
  const { release } = plan;
  if (plan.kind === 'released') return alreadyReleased(release);
  if (!dryRun) pushRelease(root, remote, release);
  return { done: true, commit: release.commit, lines: describe(release, dryRun) };
}

const refused = (version: string, problems: readonly string[]): Told => ({
  done: false,
  lines: [
    `${version} is not released, nothing was changed:`,
    ...problems.map((text) => `- ${text.replaceAll('\n', '\n  ')}`),
  ],
});

function alreadyReleased({ version, commit, main, moving }: Release): Told {
  const lines = [`${tagOf(version)} is released already: ${commit}, made of ${short(main)}. Nothing to do.`];
  if (moving !== commit)
    lines.push(
      `${movingTagOf(version)} names ${short(moving)}: someone moved it. To move it here: npm run release -- back-to ${version.join('.')}`,
    );
  return { done: true, commit, lines };
}

function describe({ version, commit, main, moving, notes }: Release, dryRun: boolean): string[] {
  return [
    `${tagOf(version)} ${dryRun ? 'would be' : 'is'} released: ${commit}, made of ${short(main)}`,
    `  ${branchOf(version)}, ${tagOf(version)}   ${dryRun ? 'would be' : 'are'} this commit`,
    `  ${movingTagOf(version)}   ${moving ? `${short(moving)} →` : 'new:'} ${short(commit)}`,
    '',
    notes,
  ];
}

const short = (commit: string | undefined) => commit?.slice(0, 12) ?? 'nothing';
