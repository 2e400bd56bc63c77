import { list, optional, text } from '#base/input-kinds';

/** Inputs of every action that calls AWS. */
export const awsInputs = {
  'aws-region': optional(text, 'The region. Default: AWS_REGION or AWS_DEFAULT_REGION of the environment.'),
  'allowed-account-ids': optional(list, 'Refuses to write when the credentials belong to another account.'),
  'allowed-regions': optional(list, 'Refuses to write in another region.'),
} as const;
