/** Texts of STS as AWS writes them, each with its source behind it (docs/aws-behaviour.md, Texts). */

export const tokenExpired = 'The security token included in the request is expired'; // [?]
export const tokenInvalid = 'The security token included in the request is invalid.'; // [?]

export const noProvider = (issuer: string) => `No OpenIDConnect provider found in your account for ${issuer}`; // [F aws-actions/configure-aws-credentials#1043]

export const notAuthorizedWithWebIdentity = 'Not authorized to perform sts:AssumeRoleWithWebIdentity'; // [F aws-samples/aws-secret-sidecar-injector#26]

export const notAuthorized = (caller: string, role: string) =>
  `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${role}`; // [?]

/** With code ValidationError. */
export const longerThanRole = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'; // [F d2a4u/sqs4s#270]

export const longerThanChain =
  'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'; // [?]

export const notJwt = 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'; // [?]
export const wrongAudience = 'Incorrect token audience'; // [?]

export const webIdentityExpired = (now: number, exp: number) =>
  `Token expired: current date/time ${now} must be before the expiration date/time ${exp}`; // [?]

export const badDuration = (value: string) =>
  `1 validation error detected: Value '${value}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${Number(value) < 900 ? 'greater than or equal to 900' : 'less than or equal to 43200'}`; // [?]

export const badSessionName = (value: string) =>
  `1 validation error detected: Value '${value}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`; // [?]

export const badRole = (arn: string) => `${arn} is invalid`; // [?]
