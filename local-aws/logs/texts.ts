/** Texts of CloudWatch Logs as AWS writes them, each with its source behind it (docs/aws-behaviour.md, Texts). */

export const noGroup = 'The specified log group does not exist.'; // [F aws/amazon-cloudwatch-agent#679]
export const noStream = 'The specified log stream does not exist.'; // [F mentum/lawgs#11]
export const groupExists = 'The specified log group already exists'; // [F aws-robotics/cloudwatchlogs-ros1#1]
export const streamExists = 'The specified log stream already exists'; // [F aws-robotics/cloudwatchlogs-ros1#1]
export const badToken = 'The specified nextToken is invalid.'; // [?]
export const notChronological = 'Log events in a single PutLogEvents request must be in chronological order.'; // [?]

/** The form of the service's input validation. */
export const constraint = (value: unknown, member: string, rule: string) =>
  `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${rule}`; // [?]

/** The limits are those of the API reference of PutLogEvents. */
export const batchTooLarge = 'Log event batch is too large: at most 1048576 bytes and 10000 events.'; // [?]

/** local-aws knows words, quoted phrases, ?any and -none of CloudWatch's pattern language. */
export const badPattern = (pattern: string) => `local-aws does not know this filter pattern: ${pattern}`; // [ours]
