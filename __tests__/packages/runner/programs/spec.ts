import { actionSpec } from '#base/action-spec';
import { defaulted, flag, optional, required, text } from '#base/input-kinds';
import { reportInputs, reportOutputs } from '#report/inputs';

/** An action for the tests of the runner: the input `do` says how it behaves. */
export const spec = actionSpec({
  name: 'rehearse',
  title: 'Rehearse',
  description: 'Behaves as it is told.',
  inputs: {
    ...reportInputs,
    do: required(text, 'What to do.'),
    text: optional(text, 'What to say.'),
    'image-tag': optional(text, 'A tag of another job.', { handOver: true }),
    wait: defaulted(flag, 'true', 'Whether to wait.'),
    'api-key': optional(text, 'A secret.', { secret: true }),
  },
  outputs: { ...reportOutputs, said: 'What was said.' },
  post: true,
  branding: { icon: 'play', color: 'orange' },
  renamed: { 'wait-for-it': 'wait' },
});
