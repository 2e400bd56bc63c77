import { choice, defaulted, flag, list, optional, text } from '#base/input-kinds';

/** Inputs that every action has, used by the host and the report. */
export const reportInputs = {
  'release-id': optional(
    text,
    'The release this step belongs to, handed on from the first action of the workflow. Default: run id and attempt.',
    { handOver: true },
  ),
  environment: optional(text, 'The environment deployed to, for the record and the summary.'),
  'dry-run': defaulted(flag, 'false', 'Reads and plans, writes nothing.'),
  'allow-verdicts': optional(list, 'Verdicts that are green besides the usual ones, such as rolled-back.'),
  evidence: defaulted(
    choice('full', 'redacted', 'none'),
    'full',
    'How much verbatim material (log lines, events) is shown: full, redacted or none.',
  ),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's, which stands in action.yml as it is
  'github-token': defaulted(text, '${{ github.token }}', 'Token for the GitHub record.', { secret: true }),
} as const;

/** Outputs that every action sets. */
export const reportOutputs = {
  verdict: 'How it ended: succeeded, unchanged, failed, rolled-back, …',
  'reason-code': 'The reason code of the cause; empty when green.',
  changed: 'true when anything was changed.',
  'release-id': 'The release, to hand on to later jobs.',
  results: 'JSON, one row for each thing worked on.',
  'report-file': 'Path of the DeploymentReport as JSON.',
} as const;
