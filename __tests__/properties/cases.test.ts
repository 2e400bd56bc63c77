import { beforeAll, expect, test } from '@jest/globals';
import { cases } from './cases.ts';
import { brokenPromises } from './oracle.ts';
import { reportOf } from './oracle-of-runs.ts';
import { play } from './play.ts';
import type { Run } from './run-in-world.ts';
import { calm } from './scenario.ts';

// Loading SDK clients takes real time, which the virtual clock does not see.
beforeAll(async () => {
  await play(calm);
});

test.each(cases)('$name', async ({ scenario, main, post = 'nothing', next }) => {
  const played = await play(scenario);
  expect(brokenPromises(played)).toEqual([]);
  expect({ main: endOf(played.main), post: endOf(played.post), next: endOf(played.next.at(-1)?.run) }).toEqual({
    main,
    post: played.post === undefined ? undefined : post,
    next,
  });
});

const endOf = (run: Run | undefined): string | undefined => reportOf(run)?.verdict ?? run?.end.kind;
