import { playedPhases } from './coverage.ts';
import { interruptStories } from './interrupt-stories.ts';
import { byCalls } from './stories.ts';

await interruptStories(byCalls, { phases: playedPhases, stages: [] });
