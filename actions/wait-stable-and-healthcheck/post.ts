import { runPost } from '#runner/run-post';
import { finish } from './finish.ts';
import { spec } from './spec.ts';

export const run = () => runPost(spec, finish);
