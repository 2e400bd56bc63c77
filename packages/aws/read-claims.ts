/** What an OIDC token says of the job that it was issued for. None of it is secret; the token is. */
export interface Claims {
  /** `https://token.actions.githubusercontent.com` */
  readonly issuer: string;
  /** `repo:acme/shop:environment:production`; newer repositories have their ids in it, `repo:acme@1/shop@2:…`. */
  readonly subject: string;
  readonly audience: string;
}

/** Reads the claims of a token without checking its signature: AWS does. Empty texts where it says nothing. */
export function readClaims(token: string): Claims {
  const [, payload = ''] = token.split('.');
  const { iss, sub, aud } = parse(Buffer.from(payload, 'base64url').toString());
  return { issuer: textOf(iss), subject: textOf(sub), audience: [aud].flat().map(textOf).join(', ') };
}

function parse(json: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(json));
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
