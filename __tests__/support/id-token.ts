/** What a job of acme/shop that deploys to production is, as GitHub says it in its OIDC token. */
export const jobClaims = {
  iss: 'https://token.actions.githubusercontent.com',
  aud: 'sts.amazonaws.com',
  sub: 'repo:acme/shop:environment:production',
};

/** A token as GitHub issues it; nobody looks at its signature here. */
export function idToken(claims: Readonly<Record<string, unknown>> = {}): string {
  const payload = Buffer.from(JSON.stringify({ ...jobClaims, ...claims })).toString('base64url');
  return `eyJhbGciOiJSUzI1NiJ9.${payload}.c2lnbmF0dXJl`;
}
