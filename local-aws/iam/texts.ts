/** Texts of IAM as AWS writes them, each with its source behind it (docs/aws-behaviour.md, Texts). */

export const badSource = (arn: string) => `${arn} is not a valid ARN of a user, group or role.`; // InvalidInput [?]
export const roleMissing = (name: string) => `The role with name ${name} cannot be found.`; // NoSuchEntity [F ?]
