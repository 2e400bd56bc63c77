import { finishRelease } from '#ecs/finish-release';
import { runPost } from '#runner/run-post';
import { budgetMs } from './budget.ts';
import { spec } from './spec.ts';

export const run = () => runPost(spec, (inputs, host, kept) => finishRelease(kept, host, inputs, budgetMs));
