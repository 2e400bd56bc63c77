import {
  defaulted,
  flag,
  type InputKind,
  InputProblem,
  list,
  minutes,
  optional,
  structured,
  text,
  whole,
} from '#base/input-kinds';

/** Deploy only what passed. */
export const checkInputs = {
  'require-checks': optional(
    list,
    'Names of checks and commit statuses that must have passed for the commit before anything is written, or all. Pending ones are waited for. Needs permissions: checks: read, statuses: read.',
  ),
  'checks-timeout-minutes': defaulted(minutes, '20', 'Minutes until the checks of require-checks must have passed.'),
} as const;

const webAddress: InputKind<URL> = {
  name: 'url',
  allowed: 'an http or https address',
  parse(raw) {
    const url = URL.parse(raw.trim());
    if (url !== null && /^https?:$/.test(url.protocol)) return url;
    throw new InputProblem('is no address of the web');
  },
};

/** Inputs of `delivery-report`. */
export const deliveryInputs = {
  needs: optional(
    structured('needs', async () => (await import('./needs-schema.ts')).needsSchema),
    'The jobs to report: the expression toJSON(needs), in a job with if: always() that needs them.',
  ),
  'webhook-url': optional(
    webAddress,
    'Told as JSON with a text for people, such as a Slack incoming webhook. Keep it in a secret.',
    { secret: true },
  ),
  'webhook-required': defaulted(flag, 'false', 'Fails when the webhook does not take the message, instead of warning.'),
  release: optional(
    text,
    'A version tag whose GitHub release is made, or brought up to date, with what was deployed; auto: the tag of this run, when it is a version. Needs permissions: contents: write.',
  ),
  'window-days': optional(
    whole(1, 365),
    'Counts the delivery metrics of the environment (default production) over so many days. Needs permissions: deployments: read, contents: read.',
  ),
} as const;
