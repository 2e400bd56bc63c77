import { test } from '@jest/globals';
import { judgeState } from './judge-state.ts';
import { hangs, playState } from './play-state.ts';
import { calmOnes } from './table.ts';

/** Each state once, undisturbed; the rest of the table is played by `npm run test:faults`. */
test.each(calmOnes())('$name', async (one) => judgeState(one, await playState(one)), hangs);
