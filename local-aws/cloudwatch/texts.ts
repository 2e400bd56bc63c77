/** CloudWatch's own words and limits, each with its source behind it (docs/aws-behaviour.md, Texts). */

/** `StateReason` of an alarm that was just made. */
export const unchecked = 'Unchecked: Initial alarm creation'; // [?]
/** `StateReason` of an alarm whose state a test set without words of its own, in the form of a real one. */
export const crossed = 'Threshold Crossed: 1 datapoint was greater than the threshold.'; // [?]
/** `StateReason` of a composite alarm. */
export const composed = (arn: string, state: string) => `${arn} transitioned to ${state}`; // [?]

export const notFound = 'Alarm does not exist.'; // ResourceNotFound [?]
export const missing = (member: string) => `The parameter ${member} is required.`; // MissingRequiredParameter [?]
export const badState = (state: string) =>
  `1 validation error detected: Value '${state}' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]`; // ValidationError [?]
export const tooMany = (member: string, most: number) =>
  `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}`; // ValidationError [?]
export const badToken = 'The next token is not valid.'; // InvalidNextToken [?]
export const badRule = (rule: string) => `AlarmRule must be a valid rule expression: ${rule}`; // ValidationError [?]
