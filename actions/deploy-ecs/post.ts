import { finishRelease } from '#ecs/finish-release';
import { closeRecord } from '#github/close-record';
import { runPost } from '#runner/run-post';
import { spec } from './spec.ts';

export const run = () =>
  runPost(spec, (inputs, host, kept) =>
    finishRelease(kept, host, inputs, inputs['rollout-timeout-minutes'], closeRecord(inputs, host)),
  );
