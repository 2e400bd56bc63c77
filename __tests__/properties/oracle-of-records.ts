import { stateOf } from '#report/render-payload';
import { reportOf } from './oracle-of-runs.ts';
import type { GithubRecord, Played } from './play.ts';
import type { Run } from './run-in-world.ts';

/**
 * GitHub's record of a release says how it ended: as main told it, or post after it. What a run left that died with its
 * machine is closed by the next one that finds it dead. `isKnownDead`: whether it does.
 */
export function recordsAreTrue(played: Played, isKnownDead: boolean): string[] {
  const { main, post, next, records = [] } = played;
  const own = records.filter(({ release }) => release === '777-1');
  const lost = main.end.kind === 'killed' && post === undefined;
  return [
    ...(own.length > 1 ? [`GitHub has ${own.length} deployments of one release`] : []),
    ...own.flatMap((record) => (lost ? leftOpen(record, isKnownDead) : untrue(record, post, main))),
    ...records.filter(({ release }) => release !== '777-1').flatMap((one) => untrue(one, next.at(-1)?.run)),
  ];
}

const leftOpen = ({ state, description }: GithubRecord, isKnownDead: boolean): string[] =>
  isKnownDead && isOpen(state) ? [`GitHub says of a run that died: ${state} ${description}`] : [];

/** The newest of `runs` that told something, first. */
function untrue(record: GithubRecord, ...runs: readonly (Run | undefined)[]): string[] {
  const verdict = runs.map((run) => reportOf(run)?.verdict).find((one) => one !== undefined);
  if (verdict === undefined) return isOpen(record.state) ? [`GitHub says ${record.state}, and nobody goes on`] : [];
  const said = `${record.state} ${record.description}`;
  if (record.state !== stateOf(verdict)) return [`GitHub says "${said}" of a release that is ${verdict}`];
  return [];
}

const isOpen = (state: string): boolean => state === '' || state === 'in_progress';
