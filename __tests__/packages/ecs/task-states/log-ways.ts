import type { LogWay } from './axes.ts';

/** How CloudWatch hands out what the container wrote. Nothing here takes more than the 5 s that late lines are waited for. */
export const logWays: readonly LogWay[] = [
  { name: 'at once', logs: { lagMs: 100 } },
  { name: 'with pages that are empty', logs: { emptyPage: (read) => read % 2 === 0 } },
  { name: 'late', logs: { lagMs: 2_400 } },
  { name: 'on pages of a megabyte', width: 240_000 },
  { name: 'when every second connection is not cut', rules: [cut(2)] },
  { name: 'at first not at all', rules: [{ operation: 'logs:GetLogEvents', times: 6, do: { kind: 'throttle' } }] },
];

function cut(every: number) {
  return { operation: 'logs:GetLogEvents', every, do: { kind: 'drop-connection' } } as const;
}
