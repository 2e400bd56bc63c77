import { type InputKind, InputProblem, type InputValues, list, optional, text, whole } from '#base/input-kinds';

const roleArn: InputKind<string> = {
  name: 'role-arn',
  allowed: 'the ARN of an IAM role, arn:aws:iam::123456789012:role/deploy',
  parse(raw) {
    if (/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(raw.trim())) return raw.trim();
    throw new InputProblem('is not the ARN of a role');
  },
};

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html, RoleSessionName */
const sessionName: InputKind<string> = {
  name: 'session-name',
  allowed: '2 to 64 letters, digits and =,.@-_+',
  parse(raw) {
    if (/^[\w+=,.@-]{2,64}$/.test(raw.trim())) return raw.trim();
    throw new InputProblem('is not a session name');
  },
};

/** The role that an action works as, with credentials of its own. */
export const roleInputs = {
  'role-to-assume': optional(
    roleArn,
    'A role to work as, with credentials that are renewed before they end. Assumed with the OIDC token of the job (permissions: id-token: write), without one from the credentials that are there.',
  ),
  'role-session-name': optional(
    sessionName,
    'The name of the session in CloudTrail. Default: the action and the release, deploy-ecs-123456-1.',
  ),
  'role-duration-seconds': optional(
    whole(900, 43_200),
    'How long credentials of role-to-assume live until they are renewed. Default: 3600.',
  ),
} as const;

/** The values of `roleInputs`; those that are absent are not wished. */
export type RoleWish = Partial<InputValues<typeof roleInputs>>;

/** Inputs of every action that calls AWS. */
export const awsInputs = {
  'aws-region': optional(text, 'The region. Default: AWS_REGION or AWS_DEFAULT_REGION of the environment.'),
  ...roleInputs,
  'allowed-account-ids': optional(list, 'Refuses to write when the credentials belong to another account.'),
  'allowed-regions': optional(list, 'Refuses to write in another region.'),
} as const;
