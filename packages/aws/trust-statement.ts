/** A statement of a role's trust policy that lets jobs with this subject assume it. `role`: its ARN, for the account. */
export function trustStatement(role: string, issuer: string, subject: string, audience: string): object {
  const [, partition = 'aws', , , account = ''] = role.split(':');
  const provider = issuer.replace(/^https:\/\//, '');
  return {
    Effect: 'Allow',
    Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${provider}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${provider}:aud`]: audience, [`${provider}:sub`]: subject } },
  };
}
