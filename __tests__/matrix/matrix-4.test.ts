import { test } from '@jest/globals';
import { judgeCase } from './judge-case.ts';
import { playCase } from './play-case.ts';
import { slice } from './table.ts';

test.each(slice(3, 4))('$name', async (one) => judgeCase(one, await playCase(one)));
