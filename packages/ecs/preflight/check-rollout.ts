import { findings } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail, warn } = findings('rollout');

/** No rollout of somebody else is under way, and no dead run has left one. */
export const checkRollout: PreflightCheck = ({ live, ifInProgress }) => {
  const where = `service ${live.row}`;
  const left =
    live.open === undefined ? [] : [warn({ where, what: `${live.open.what}: the next run puts it in order first` })];
  if (live.busy === undefined) return [...left, ...(left.length === 0 ? [ok(where, 'nothing is under way')] : [])];
  const what = `${live.busy.by} is under way`;
  if (ifInProgress === 'fail') {
    return [
      ...left,
      fail({
        where,
        what,
        code: 'in-progress-elsewhere',
        fix: `Wait for its end, or set if-in-progress to wait (${where}).`,
      }),
    ];
  }
  return [
    ...left,
    warn({
      where,
      what: `${what}: a deployment would ${ifInProgress === 'wait' ? 'wait for its end' : 'take its place'}`,
    }),
  ];
};
