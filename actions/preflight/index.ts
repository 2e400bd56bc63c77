import { runAction } from '#runner/run-action';
import { main } from './main.ts';
import { spec } from './spec.ts';

export const run = () => runAction(spec, main);
