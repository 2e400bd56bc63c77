import { test } from '@jest/globals';
import { judgeState } from './judge-state.ts';
import { hangs, playState } from './play-state.ts';
import { disturbed } from './table.ts';

test.each(disturbed(1, 2))('$name', async (one) => judgeState(one, await playState(one)), hangs);
