import { defaulted, type InputKind, list, minutes, optional } from '#base/input-kinds';
import { expectedVersion, healthChecks } from './health-checks.ts';
import { readUrl } from './read-url.ts';
import { smokeCommand } from './smoke-command.ts';

const url: InputKind<URL> = {
  name: 'url',
  allowed: 'an http:// or https:// URL',
  parse: readUrl,
};

/** Inputs of every action that verifies what it deployed. */
export const verificationInputs = {
  'health-url': optional(
    url,
    'A URL that must answer 200 to 299 three times in a row, every 2 s, within 120 s. Shorthand for one row of health-checks.',
  ),
  'health-checks': optional(healthChecks, 'Checks of what was deployed: a list with url and what to expect.'),
  'expect-version': optional(
    expectedVersion,
    'Where the answer of health-url carries its version, as { pointer: /version } or { header: X-Version }; it must equal the commit being deployed, or version:.',
  ),
  'smoke-command': optional(
    smokeCommand,
    'A program that must exit 0, run without a shell after the health checks; RELEASE, COMMIT, HEALTH_URL, SERVICE, CLUSTER and REVISION are set.',
  ),
  alarms: optional(
    list,
    'CloudWatch alarms by name, metric or composite, one a line: none may be in ALARM once the release serves, nor while it bakes.',
  ),
  'bake-minutes': optional(
    minutes,
    'Minutes to go on watching the alarms and the health checks after all has passed; only then the release counts as good. Added to verify-timeout-minutes.',
  ),
  'verify-timeout-minutes': defaulted(minutes, '5', 'Time for all verification, in minutes.'),
} as const;
